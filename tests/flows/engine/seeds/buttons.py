"""Faults in buttons (P10, P20)."""

from tests.flows.engine.seeds.unspoilt import PATH, PHONE, en

BUTTONS = {
    "eleven buttons": en(
        "      - quick_reply: Change it\n",
        "".join(f"      - quick_reply: No {n}\n" for n in range(9)),
        "10 at most",
        "buttons:",
    ),
    "three addresses": en(
        f"      - {PHONE}\n",
        '      - {url: "https://a.example/1", title: One}\n      - {url: "https://a.example/2", title: Two}\n',
        "more than 2 buttons of the kind url",
        "buttons:",
    ),
    "two numbers": en(
        f"      - {PHONE}\n",
        f"      - {PHONE}\n      - {{phone: '+14155550101', title: Or here}}\n",
        "more than 1 buttons of the kind phone",
        "buttons:",
    ),
    "two codes": en(
        '      - copy_code: "{code}"\n    variables:\n      first',
        '      - copy_code: "{code}"\n      - copy_code: OTHER\n    variables:\n      first',
        "more than 1 buttons of the kind copy_code",
        "buttons:",
    ),
    "quick replies apart": en(
        f"      - quick_reply: Change it\n      - {PATH}\n",
        f"      - {PATH}\n      - quick_reply: Change it\n",
        "stand apart",
        "buttons:",
    ),
    "title of 26 characters": en("quick_reply: Change it", "quick_reply: Change it to another thing", "25 at most"),
    "title of an address too long": en(
        "title: See the order}", "title: See everything about the order}", "25 at most", "orders/{path}"
    ),
    "title missing": en(PATH, '{url: "https://shop.example.com/orders/{path}"}', "has no title", "orders/{path}"),
    "title of a quick reply blank": en("quick_reply: Change it", 'quick_reply: ""', "has no title"),
    "titles alike": en("quick_reply: Change it", "quick_reply: where is IT?", "two buttons"),
    "title with a variable": en("quick_reply: Change it", 'quick_reply: "Change {day}"', "cannot have variables"),
    "title with an emoji": en("quick_reply: Change it", "quick_reply: Change it 🎉", "has an emoji"),
    "title with markup": en("quick_reply: Change it", 'quick_reply: "*Change it*"', "markup"),
    "quick reply with a title": en(
        "quick_reply: Change it", "quick_reply: Change it\n        title: Change", "is its title", "title: Change"
    ),
    "code with a title": en(
        '      - copy_code: "{code}"\n    variables:\n      first',
        '      - copy_code: "{code}"\n        title: Copy\n    variables:\n      first',
        "WhatsApp's own title",
        "copy_code:",
    ),
    "button of no kind": en(PHONE, "{title: Call the shop}", "exactly one of quick_reply"),
    "button of two kinds": en(
        PHONE, '{phone: "+14155550100", url: "https://a.example/", title: Call}', "exactly one of"
    ),
    "button is a text": en(f"- {PHONE}", "- Call the shop", "is a mapping such as"),
    "buttons is a mapping": en(
        '    buttons:\n      - copy_code: "{code}"\n    variables: {',
        "    buttons: {copy: a}\n    variables: {",
        "is a list such as",
        "buttons: {copy",
    ),
    "key of a button unknown": en(
        PHONE, '{phone: "+14155550100", titel: Call}', "did you mean `title`?", "titel: Call"
    ),
    "address without https": en(
        "https://shop.example.com/orders/{path}",
        "shop.example.com/{path}",
        "begins with https://",
        "shop.example.com/{path}",
    ),
    "host is a variable": en(
        "https://shop.example.com/orders/{path}", "https://{path}/orders", "the host", "{path}/ord"
    ),
    "address with two variables": en(
        "orders/{path}", "{order_number}/{path}", "one variable at most", '{path}", title'
    ),
    "variable in the middle of an address": en("orders/{path}", "{path}/orders", "at its very end", "{path}/orders"),
    "address not fixed up to the slash": en(
        "example.com/orders/{path}", "example.com?o={path}", "up to the slash", "?o={path}"
    ),
    "address leads to WhatsApp": en(
        "https://shop.example.com/orders/{path}", "https://wa.me/{path}", "WhatsApp itself", "wa.me/{path}"
    ),
    "address too long": en("shop.example.com/orders/", f"shop.example.com/{'o' * 1990}/", "2000 characters", "ooo"),
    "number without a plus": en('"+14155550100"', '"4155550100"', "is written as +1415"),
    "number with blanks": en('"+14155550100"', '"+1 415 555 0100"', "is written as +1415"),
    "code too long": en("code: SPRING10", "code: SPRING10SUMMER10", "1 to 15 characters", "copy_code:"),
    "code with words around it": en(
        'copy_code: "{code}"\n    variables:\n      first',
        'copy_code: "No{code}"\n    variables:\n      first',
        "nothing else",
        "copy_code:",
    ),
}
