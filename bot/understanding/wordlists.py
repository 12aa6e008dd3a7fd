"""Function words of the shipped languages, folded: what may stand around an answer without changing it.

Keywords and synonyms that carry meaning are data, in `flows/languages/<code>.yml`.
"""


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


FILLERS = _listed("""
    please pls plz the a an my its it is im i am id would like want need have has got prefer choose pick
    take think with
    option number maybe probably just for me mine and of to um uhm uh well so ok okay thanks thank you
    hi hello kind type
    one id ill go lets say guess mostly usually
    por favor el la los las un una mi es soy tengo quiero quisiera prefiero creo que me gustaria para de
    numero opcion
    o os uma minha meu eu sou tenho quero queria prefiro acho gostaria opcao tipo
    저는 나는 제 저 내 좀 그냥 아마 음 것 거 정도 번호 번 제가 전 난 걸로 것으로 거로
    मेरी मेरा मुझे मैं है हैं चाहिए कृपया जी वाला वाली
    विकल्प नंबर mujhe
    chahiye meri mera hai wala wali
    انا اريد لدي عندي من فضلك لو سمحت هو هي رقم الخيار خيار
    """) - {"one"}

POLITE = _listed("""
    please pls plz kindly thanks hmm hm umm um uh well actually por favor porfavor porfa gracias obrigado
    obrigada कृपया प्लीज من فضلك لو سمحت 좀
    """)

QUESTION_WORDS = _listed("""
    how what when where which who why can do does did is are could would will should whats hows wheres
    como cuando donde cual cuanto cuanta que puedo hay tienen hacen quando onde qual quanto posso tem
    voces quais
    어떻게 언제 어디 어디서 얼마 얼마나 왜 뭐 무엇 몇
    क्या कैसे कब कहाँ कहां कौन कितना कितने kya kaise kab
    kahan kitna
    كيف متي اين كم ما ماذا هل لماذا
    """)

_KOREAN_QUESTIONS = """
    나요 까요 가요 을까 니까 얼마예요 얼마에요 죠 있어요 돼요 되요 뭐예요 뭐에요
    """
KOREAN_QUESTIONS = tuple(_KOREAN_QUESTIONS.split())

_THANKS = {"thank", "thanks", "hi", "hello"}

#: Words that a wish or question is made with, whatever it is about: they do not tell intents apart.
FUNCTION_WORDS = (FILLERS - _THANKS) | _listed("""
    i we he she they you your yours our their this that these those there here be been was were do does
    did done can so very much many could would will should shall may might must what whats how hows when which who
    why where is are if or but not no
    one any some another other else more different about on up at in by from as get got give tell show see know
    tu su sus mi mis nos lo les le se te ustedes yo este esta esto hay puedo puede pueden como cuando
    cual que en del al
    con por si no ser hacer
    voce voces seu sua este esta isso ha posso pode podem como quando qual em do da no na com por se nao
    ser fazer
    가능한가요 가능해요 가능할까요 가능 되나요 돼요 될까요 있나요 있어요 있을까요
    다른 거 것 더 보여주세요 보여줘 보여 이걸로 할게요
    싶어요 싶은데요 주세요 해주세요 하나요 할까요
    할래요 알려주세요 알려줘 궁금해요 궁금합니다 받고 받을 수 하고 어떻게 해요 합니다
    क्या कैसे कब का की के को में से पर आप मेरे करें करना कर
    सकते सकता kya kaise kab ka ki ke ko mein se aap kar
    هل ما ماذا كيف متي اين في من علي الي عن مع هذا هذه انت
    انتم يمكن يمكنني
    """)

AROUND_NUMBERS = _listed("""
    under below about around max maximum up to less than only just dollars dollar euros euro pounds won
    rupees usd eur
    and y e a menos de hasta como unos maximo ate cerca reais pesos dolares years old anos
    يورو دولار ريال درهم اقل من حتي रुपये रुपए तक से कम 살 명
    개 원 점 별 정도
    stars star points estrellas estrelas estrela نجوم सितारे
    """)

#: Copula, polite forms, verbs of choosing and particles that Korean hangs onto a word, longest first.
KOREAN_ENDINGS = tuple(
    sorted(
        _listed("""
        이에요 예요 에요 이예요 이요 요 입니다 임 이야 야 이다 인데요 인데 인것같아요 것같아요
        같아요
        같은데요 같습니다 으로요 로요 으로 로 으로할게요 로할게요 으로해주세요 로해주세요 할게요
        할께요 할래요
        하고싶어요 해주세요 해줘 해줘요 주세요 줘 줘요 부탁해요 부탁드려요 부탁드립니다 부탁 원해요
        원합니다
        좋아요 좋겠어요 갈게요 선택 선택할게요 골랐어요 보여주세요 보여줘 은 는 이 가 을 를 의 에
        에서 도
        만 와 과 랑 이랑 한테 께 이고 이고요 고요 인 이나 이라 라서 이라서 쪽 쪽이요
    """),
        key=lambda ending: (-len(ending), ending),
    )
)

#: Latin-script words that give a language away. Words that two of them share are left out of both.
TELLING_WORDS = {
    "en": _listed("""
        the i is are you your my and for with this that what how when where have has do does can would
        want need looking find buy show something recommend
        please thanks thank hello hi hey yes not of it in to an any some there which who why will it's
        was did more good
        shipping order price size
    """),
    "es": _listed("""
        el los las una y es son mi tu su con que cuando donde cuanto cuesta tengo tienes tienen quiero
        quisiera necesito
        busco para por favor gracias hola buenos buenas dias tardes si pero muy mas esta este envio
        pedido precio talla
        hay puedo puede hacen cual al del lo le ustedes algo estoy
    """),
    "pt": _listed("""
        o os uma e sao meu minha seu sua com quando onde quanto custa tenho voce voces tem quero queria
        preciso por favor
        procuro obrigado obrigada ola oi bom boa dia tarde noite sim nao mas muito mais esta este isso
        frete pedido preco
        tamanho posso pode fazem qual ao do da em pra voce's algo estou gostaria
    """),
    "hi": _listed("""
        hai hain mujhe chahiye kya kaise kab kahan kitna kitne mera meri mere aap aapka nahi haan karo
        karna ke ki ka ko
        se mein aur bhi namaste ji kar raha rahi hoon hun dikhao batao wala wali kripya
    """),
}
