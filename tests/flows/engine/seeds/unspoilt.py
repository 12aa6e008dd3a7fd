"""Templates without a fault, and how one is put into them."""

from dataclasses import dataclass

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
