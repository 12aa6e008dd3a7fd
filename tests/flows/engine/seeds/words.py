"""Faults in names, bodies, headers and footers (P9, P10)."""

from tests.flows.engine.seeds.unspoilt import BODY, SAY_ALL, en

WORDS = {
    "name with a capital": en(
        "  order_paid:\n    cat", "  Order_paid:\n    cat", "only a–z, 0–9 and _", "Order_paid:"
    ),
    "name with a hyphen": en("  new_in:", "  new-in:", "only a–z, 0–9 and _"),
    "name with a blank": en("  new_in:", '  "new in":', "only a–z, 0–9 and _"),
    "name begins with a digit": en("  new_in:", "  2new:", "only a–z, 0–9 and _"),
    "name too long": en("  new_in:", f"  {'n' * 101}:", "at most 100 characters"),
    "name twice": en("  sign_in:", "  new_in:", "stands here twice"),
    "template is a text": en(
        "templates:\n", "templates:\n  hello: Hello\n", "is a mapping with `category`", "hello: He"
    ),
    "templates is a list": en("templates:\n", "templates: []\nslots:\n", "`templates` is a mapping", "templates: []"),
    "unknown key": en("footer: You", "fotter: You", "did you mean `footer`?"),
    "category missing": en("    category: utility\n", "", "has no `category`", "header: Order"),
    "category unknown": en("category: utility", "category: service", "`service` is no category"),
    "category in capitals": en("category: utility", "category: UTILITY", "`UTILITY` is no category"),
    "body missing": en(f"    body: {BODY}\n", "", "has no `body`", "category: utility"),
    "body blank": en(BODY, '"  "', "has no `body`", 'body: "  "'),
    "body is a list": en(BODY, "[a, b]", "is a text", "body: [a"),
    "body has plural forms": en(BODY, "{one: a, other: b}", "plural forms", "body: {one"),
    "body too long": en(BODY, SAY_ALL + "for you " * 130 + ".", "1024 at most", "body: Hello"),
    "body too long with its samples": en(
        BODY, SAY_ALL + "{first_name} and " * 160 + "so on.", "1024 at most", "body: Hello"
    ),
    "body of emojis is counted in UTF-16": en(
        BODY, SAY_ALL + "😀" * 9 + "a " * 490 + ".", "1024 at most", "body: He"
    ),
    "body begins with a variable": en(
        BODY,
        '"{first_name}, your order {order_number} over {total} is paid and packed on {day} for you."',
        "begins or ends with a variable",
        "body: ",
    ),
    "body ends with a variable": en(" for you.\n", "\n", "begins or ends with a variable", "body: Hi"),
    "body ends with a variable and a full stop": en(
        " for you.\n", ".\n", "begins or ends with a variable", "body: Hi"
    ),
    "body begins with markup and a variable": en(
        BODY,
        '"*{first_name}*, your order {order_number} over {total} is paid and packed on {day} for you."',
        "begins or ends with a variable",
        "body: ",
    ),
    "variables side by side": en("{order_number} over {total}", "{order_number}{total}", "side by side", "body: Hi"),
    "variables with only a blank between": en(
        "{order_number} over {total}", "{order_number} {total}", "side by side", "body: Hi"
    ),
    "too few words for its variables": en(
        BODY, "Hi {first_name}, {order_number}, {total}, {day}, bye.", "WhatsApp wants", "body: Hi"
    ),
    "numbered variable": en(BODY, BODY.replace("{total}", "{{3}}"), "double braces", "body: Hi"),
    "variable with double braces": en(BODY, BODY.replace("{total}", "{{total}}"), "double braces", "body: Hi"),
    "variable with a filter": en(
        BODY, BODY.replace("{day}", "{day|josa:을}"), "a brace that is no variable", "body: "
    ),
    "brace left open": en(BODY, BODY.replace("for you", "for {you"), "a brace that is no variable", "body: Hi"),
    "variable with a dot": en(BODY, BODY.replace("{day}", "{event.day}"), "a brace that is no variable", "body: Hi"),
    "eleven emojis": en(BODY, BODY + " 🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉", "more than 10 emojis", "body: Hi"),
    "a wa.me link": en(BODY, BODY.replace("for you", "https://wa.me/1415 for you"), "wa.me link", "body: Hi"),
    "two empty lines": en(
        f"body: {BODY}", f"body: |\n      {BODY}\n\n\n      Bye.", "more than one empty line", "body: |"
    ),
    "five spaces in a row": en(
        BODY, '"' + BODY.replace("thank you!", "thank     you!") + '"', "more than 4 spaces", "body: "
    ),
    "a tab in the body": en(BODY, '"' + BODY.replace("thank you!", "thank\\tyou!") + '"', "a tab", "body: "),
    "header too long": en("header: Order {order_number}", f"header: Order {{order_number}} {'a' * 51}", "60 at most"),
    "header with two variables": en(
        "header: Order {order_number}", "header: Order {order_number} {day}", "more than one variable"
    ),
    "header with markup": en(
        "header: Order {order_number}", "header: '*Order* {order_number}'", "line break, an emoji"
    ),
    "header with an emoji": en(
        "header: Order {order_number}", "header: 🎉 Order {order_number}", "line break, an emoji"
    ),
    "header of two lines": en(
        "header: Order {order_number}", 'header: "Order\\n{order_number}"', "line break, an emoji"
    ),
    "header with double braces": en("header: Order {order_number}", "header: Order {{1}}", "double braces"),
    "header of an unknown kind": en(
        "header: {image:", "header: {picture:", "is a text or one of image", "header: {pic"
    ),
    "header of two files": en(
        "header: {image:", "header: {video: a, image:", "is a text or one of image", "header: {v"
    ),
    "file without https": en(
        "https://cdn.example.com/", "http://cdn.example.com/", "https address", "header: {image"
    ),
    "file whose host is a variable": en(
        "https://cdn.example.com/{picture}", "https://{picture}/a.jpg", "fixed host", "header: {image"
    ),
    "file of another type": en("sample: serum.jpg", "sample: serum.webp", "ends in .jpg", "header: {image"),
    "document that is no PDF": en("header: {image:", "header: {document:", "ends in .pdf", "header: {document"),
    "video that is a picture": en("header: {image:", "header: {video:", "ends in .mp4", "header: {video"),
    "footer too long": en(
        "You get this because you ordered.", "You get this because you ordered " * 2, "60 at most", "footer: "
    ),
    "footer with a variable": en(
        "footer: You get this", "footer: Hi {first_name} you get this", "cannot have variables"
    ),
    "footer with an emoji": en("because you ordered.", "because 🎉", "line break or an emoji", "footer: "),
    "footer of two lines": en(
        "footer: You get this because you ordered.", 'footer: "You\\nordered."', "line break or an emoji"
    ),
}
