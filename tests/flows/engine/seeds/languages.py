"""Faults in translations (P11)."""

from tests.flows.engine.seeds.unspoilt import ko

LANGUAGES = {
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
