"""G7: faults seeded into template contracts (P7–P11, P20), each caught by the compiler, by file and line."""

from dataclasses import dataclass

import pytest

from flows.engine.compile import Source, check_flows, check_templates_alone, compile_flows
from flows.engine.templates import provider_language

BASE = """
responses:
  utter_order_paid:
    - text: "Thank you {first_name}! Order {order_number} is paid."
      buttons:
        - {title: Where is it?, payload: track it}
        - {title: Change it, payload: change it}
      metadata: {whatsapp: {template: order_paid}}
templates:
  order_paid:
    category: utility
    header: Order {order_number}
    body: Hi {first_name}, thank you! Your order {order_number} over {total} is paid, and we pack it on {day} for you.
    footer: You get this because you ordered.
    buttons:
      - quick_reply: Where is it?
      - quick_reply: Change it
      - {url: "https://shop.example.com/orders/{path}", title: See the order}
      - {phone: "+14155550100", title: Call the shop}
    variables:
      first_name: Amina
      order_number: "1001"
      total: {type: money, sample: $49.00}
      day: {type: date, sample: 3 May}
      path: {type: url, sample: abc123}
  new_in:
    category: marketing
    header: {image: "https://cdn.example.com/{picture}"}
    body: Something new has come in that you may like, {first_name}, and it is here today.
    buttons:
      - copy_code: "{code}"
    variables:
      first_name: Amina
      picture: {type: media, sample: serum.jpg}
      code: SPRING10
  sign_in:
    category: authentication
    buttons:
      - copy_code: "{code}"
    variables: {code: "123456"}
"""
KOREAN = """
language: ko
partial: true
templates:
  order_paid:
    header: 주문 {order_number}
    body: "안녕하세요 {first_name} 님, 감사합니다! 주문 {order_number} 결제가 끝났습니다.
      금액은 {total} 이고 {day} 에 포장을 시작합니다."
    footer: 주문하신 분께 보내 드립니다.
    buttons: [어디까지 왔나요?, 바꾸기, 주문 보기, 전화하기]
    variables: {first_name: 아미나}
  new_in:
    body: 새로운 상품이 들어왔어요, {first_name} 님, 오늘 바로 한번 둘러보고 가세요.
"""
OWN = "my-shop/templates.yml"
OVERLAY = "my-shop/ko.yml"


@dataclass(frozen=True)
class Seed:
    """`old` becomes `new` in the base (or in the Korean file); `told` is said about the line that has `at`."""

    old: str
    new: str
    told: str
    at: str
    korean: bool = False


def en(old: str, new: str, told: str, at: str = "") -> Seed:
    return Seed(old, new, told, at or new.strip().splitlines()[0])


def ko(old: str, new: str, told: str, at: str = "") -> Seed:
    return Seed(old, new, told, at or new.strip().splitlines()[0], korean=True)


BODY = "Hi {first_name}, thank you! Your order {order_number} over {total} is paid, and we pack it on {day} for you."
PATH = '{url: "https://shop.example.com/orders/{path}", title: See the order}'
PHONE = '{phone: "+14155550100", title: Call the shop}'
TOTAL = "{type: money, sample: $49.00}"
SAY_ALL = "Hello {first_name}, the order {order_number} over {total} will be packed on {day} "

SEEDS = {
    # names, keys, categories
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
    # the body
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
    # header and footer
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
    # variables
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
    "variables is a list": en('variables: {code: "123456"}', "variables: [code]", "maps each name to a sample"),
    "sample is a list": en("      code: SPRING10", "      code: [A, B]", "is a text"),
    # buttons
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
    # authentication
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
    # responses
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
    # languages
    "translation of nothing": ko("  new_in:", "  new_out:", "exists in ko only"),
    "translation is a text": ko(
        "  order_paid:\n    header: 주문 {order_number}",
        "  order_paid: 주문\n  other:\n    header: 주문",
        "is a mapping with `body`",
        "order_paid: 주문",
    ),
    "translation without a body": ko(
        "    body: 새로운 상품이 들어왔어요, {first_name} 님, 오늘 바로 한번 둘러보고 가세요.",
        "    footer: 안녕",
        "has no `body`",
        "footer: 안녕",
    ),
    "translation leaves a variable out": ko("금액은 {total} 이고 ", "", "leaves out {total}", "header: 주문"),
    "translation says another variable": ko(
        "{total} 이고", "{amount} 이고", "{amount}, which is not among", "body: "
    ),
    "translated body too long": ko("에 포장을", "에 포장을 " + "아주 " * 330, "1024 at most", "body: "),
    "translated body begins with a variable": ko(
        '"안녕하세요 {first_name}', '"{first_name}', "begins or ends", "body: "
    ),
    "translated body with a particle": ko("{day} 에", "{day|josa:을}", "a brace that is no variable", "body: "),
    "translated header too long": ko(
        "header: 주문 {order_number}", f"header: {'주문' * 30} {{order_number}}", "60 at most"
    ),
    "translated header missing": ko("    header: 주문 {order_number}\n", "", "header in one language only", "body: "),
    "translated footer too long": ko(
        "주문하신 분께 보내 드립니다.", "주문하신 분께 보내 드립니다. " * 5, "60 at most", "footer: "
    ),
    "translated footer missing": ko(
        "    footer: 주문하신 분께 보내 드립니다.\n", "", "footer in one language only", "header: "
    ),
    "translated footer too much": ko(
        "    body: 새로운", "    footer: 안녕\n    body: 새로운", "footer in one language only", "footer: 안녕"
    ),
    "translated header is a file": ko(
        "    body: 새로운", "    header: {image: a}\n    body: 새로운", "the same in every language", "header: {image"
    ),
    "translated title too long": ko(
        "주문 보기", "주문한 것을 하나도 빠짐없이 모두 다 자세히 보기", "25 at most", "buttons: "
    ),
    "translated titles alike": ko("주문 보기", "바꾸기", "two buttons", "buttons: "),
    "translated title missing": ko(", 전화하기]", "]", "needs a list of 4 titles", "buttons: "),
    "translated titles are a mapping": ko(
        "[어디까지 왔나요?, 바꾸기, 주문 보기, 전화하기]", "{a: b}", "needs a list of 4 titles", "buttons: "
    ),
    "translated titles not there": ko(
        "    buttons: [어디까지 왔나요?, 바꾸기, 주문 보기, 전화하기]\n", "", "needs a list of 4", "header: "
    ),
    "translation with a category": ko(
        "    header: 주문", "    category: utility\n    header: 주문", "means nothing in the ko"
    ),
    "translated sample of nothing": ko(
        "{first_name: 아미나}", "{frist_name: 아미나}", "there is no variable frist_name", "variables: "
    ),
    "translated sample with a line break": ko("{first_name: 아미나}", '{first_name: "아\\n미나"}', "line break", ""),
    "language that WhatsApp does not have": ko(
        "language: ko", "language: eo", "no templates in the language eo", "header: "
    ),
    "language code misspelt": ko("language: ko", "language: korean", "is no language code", "language: korean"),
}


def sources(base: str = BASE, korean: str = KOREAN) -> list[Source]:
    return [Source(OWN, base, own=True), Source(OVERLAY, korean, own=True)]


def test_the_unspoilt_templates_have_no_fault() -> None:
    """Else the seeds would prove nothing."""
    assert [str(fault) for fault in check_templates_alone(sources())] == []
    contracts = compile_flows(sources()).templates
    assert sorted(contracts) == ["new_in", "order_paid", "sign_in"]
    assert contracts["order_paid"].wordings["ko"].tokens()[0] == "order_number"


@pytest.mark.parametrize("seed", SEEDS.values(), ids=SEEDS.keys())
def test_a_seeded_fault_is_caught(seed: Seed) -> None:
    """G7: an error, in words, at its line; and nothing is compiled."""
    before = KOREAN if seed.korean else BASE
    spoilt = before.replace(seed.old, seed.new, 1)
    assert spoilt != before, "the seed does not take"
    given = sources(korean=spoilt) if seed.korean else sources(base=spoilt)
    errors = [fault for fault in check_flows(given) if fault.severity == "error"]
    told = [fault for fault in errors if seed.told in fault.message]
    assert told, [str(fault) for fault in errors]
    lines = spoilt.splitlines()
    assert any(seed.at in lines[fault.line - 1] for fault in told), [(str(f), lines[f.line - 1]) for f in told]
    assert {fault.path for fault in told} <= {OWN, OVERLAY}


def test_each_seed_is_another_one() -> None:
    """At least the template's half of the 150 that G7 asks for."""
    spoilt = {
        (seed.korean, (KOREAN if seed.korean else BASE).replace(seed.old, seed.new, 1)) for seed in SEEDS.values()
    }
    assert len(spoilt) == len(SEEDS) >= 75


def test_a_promise_of_money_off_in_a_utility_template_is_warned_of() -> None:
    """P11 and Meta's 131064: mixed content counts as marketing."""
    spoilt = BASE.replace("for you.\n    footer", "for you. Your coupon is inside!\n    footer")
    [fault] = check_templates_alone(sources(base=spoilt))
    assert fault.severity == "warning"
    assert "will count it as marketing" in fault.message


def test_a_language_without_a_wording_is_warned_of() -> None:
    """P11: it goes out in the shop's language, and somebody is told before."""
    faults = check_flows(
        [
            Source(OWN, BASE, own=True),
            Source(
                OVERLAY,
                KOREAN.replace("partial: true\n", "").replace("  new_in:\n", "  other:\n")
                + "responses: {utter_order_paid: Hi}\n",
                own=True,
            ),
        ]
    )
    assert any("the template new_in has no ko wording" in fault.message for fault in faults)


@pytest.mark.parametrize(
    ("ours", "theirs"), [("ko", "ko"), ("pt-BR", "pt_BR"), ("pt", "pt_BR"), ("zh", "zh_CN"), ("es-MX", "es_MX")]
)
def test_languages_have_whatsapps_names(ours: str, theirs: str) -> None:
    assert provider_language(ours) == theirs
