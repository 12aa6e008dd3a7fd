"""Python that flows call by name: rasa-sdk actions. The only room that knows rasa_sdk."""
