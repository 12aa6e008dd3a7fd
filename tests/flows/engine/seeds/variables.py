"""Faults in variables and their samples, in sign-in codes and in responses that name a template (P8, P9)."""

from tests.flows.engine.seeds.unspoilt import TOTAL, en

VARIABLES = {
    "variable that is not declared": en(
        "      first_name: Amina\n      order", "      order", "not among its `variables`", "body: Hi"
    ),
    "variable of a button that is not declared": en(
        "      path: {type: url, sample: abc123}\n", "", "not among its `variables`", "orders/{path}"
    ),
    "variable that is never said": en(
        "      path: {type", "      city: Seoul\n      path: {type", "never says its variable", "city: Seoul"
    ),
    "sample missing": en("      code: SPRING10", "      code:", "is missing", "      code:"),
    "sample blank": en("      code: SPRING10", '      code: " "', "is missing"),
    "sample with a line break": en('order_number: "1001"', 'order_number: "10\\n01"', "line break, a tab"),
    "sample with a tab": en('order_number: "1001"', 'order_number: "10\\t01"', "line break, a tab"),
    "sample with five spaces": en('order_number: "1001"', 'order_number: "10     01"', "more than 4 spaces"),
    "sample too long": en(
        "first_name: Amina\n      order", f"first_name: {'A' * 251}\n      order", "250 characters"
    ),
    "sample with braces": en('order_number: "1001"', 'order_number: "{1001}"', "has braces"),
    "sample of money without a figure": en("sample: $49.00", "sample: a lot", "no amount of money", "total: "),
    "sample of a date that says nothing": en("sample: 3 May", 'sample: "–"', "is no date", "day: "),
    "sample of an address with a blank": en("sample: abc123", "sample: abc 123", "no part of an address", "path: "),
    "sample of a file with a blank": en(
        "sample: serum.jpg", "sample: my serum.jpg", "no part of an address", "picture: "
    ),
    "type unknown": en("type: money", "type: price", "has the type `price`", "total: "),
    "key of a variable unknown": en(TOTAL, "{type: money, sampel: $49.00}", "did you mean `sample`?", "total: "),
    "variable in capitals": en("      code: SPRING10", "      Code: SPRING10", "32 of a–z"),
    "stand-in that says nothing": en(
        TOTAL, '{type: money, sample: $49.00, otherwise: " "}', "says nothing", "variables:"
    ),
    "stand-in with a line break": en(
        TOTAL, '{type: money, sample: $49.00, otherwise: "a\\nb"}', "a line break", "variables:"
    ),
    "stand-in with braces": en(TOTAL, '{type: money, sample: $49.00, otherwise: "{day}"}', "braces", "variables:"),
    "stand-in too long": en(
        TOTAL, "{type: money, sample: $4, otherwise: " + "a" * 251 + "}", "250 characters", "variables:"
    ),
    "stand-in that is a list": en(TOTAL, "{type: money, sample: $49.00, otherwise: [a]}", "is a text", "total: "),
    "variables is a list": en('variables: {code: "123456"}', "variables: [code]", "maps each name to a sample"),
    "sample is a list": en("      code: SPRING10", "      code: [A, B]", "is a text"),
    "authentication without its code": en(
        '    buttons:\n      - copy_code: "{code}"\n    variables: {',
        "    variables: {",
        "exactly one button",
        "category: authentication",
    ),
    "authentication with a quick reply": en(
        '      - copy_code: "{code}"\n    variables: {',
        "      - quick_reply: Hello\n    variables: {",
        "exactly one button",
        "buttons:",
    ),
    "authentication with a fixed code": en(
        'copy_code: "{code}"\n    variables: {code: "123456"}',
        'copy_code: "123456"\n    variables: {}',
        "exactly one button",
        "buttons:",
    ),
    "authentication with a footer": en(
        "category: authentication",
        "category: authentication\n    footer: Bye",
        "no header, no footer",
        "category: authentication",
    ),
    "authentication with words of its own": en(
        'category: authentication\n    buttons:\n      - copy_code: "{code}"\n    variables: {code: "123456"}',
        "category: authentication\n    body: Hello dear {name} here is your code for today.\n    buttons:\n"
        '      - copy_code: "{code}"\n    variables: {code: "123456", name: Amina}',
        "its code is its only variable",
        "category: authentication",
    ),
    "response names no template": en(
        "template: order_paid}", "template: order_payed}", "there is none", '- text: "Thank'
    ),
    "response with another key for WhatsApp": en(
        "{template: order_paid}", "{name: order_paid}", "is `{template: name}`", '- text: "Thank'
    ),
    "response with a list of templates": en(
        "template: order_paid}", "template: [a, b]}", "is `{template: name}`", '- text: "Thank'
    ),
    "twin with fewer buttons": en(
        "        - {title: Change it, payload: change it}\n", "", "a tap on either", '- text: "Thank'
    ),
    "twin without buttons": en(
        "      buttons:\n        - {title: Where is it?, payload: track it}\n"
        "        - {title: Change it, payload: change it}\n",
        "",
        "has 0 buttons",
        '- text: "Thank',
    ),
}
