import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from tokenizers import normalizers

from embeddings.text.normalize import fold
from embeddings.training.charsmap import compile_charsmap, folding_rules

RULES = folding_rules()
FOLDING = normalizers.Precompiled(compile_charsmap(RULES))


def test_rules_fold_script_case_width_and_compatibility_forms() -> None:
    assert {c: RULES[c] for c in "臺Ａ裡㎡½Ⅳ"} == {"臺": "台", "Ａ": "a", "裡": "里", "㎡": "m2", "½": "1⁄2", "Ⅳ": "iv"}
    assert not RULES.keys() & set("台a里1,。北")


def test_every_character_is_folded_as_the_rules_say_and_no_other() -> None:
    wrong = [
        chr(code)
        for code in range(1, 0x30000)
        if not 0xD800 <= code <= 0xDFFF and FOLDING.normalize_str(chr(code)) != RULES.get(chr(code), chr(code))
    ]
    assert wrong == []


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "M", "Cf", "Cc", "Sk", "Lm")), max_size=30))
def test_a_text_is_folded_as_normalize_does_but_for_compatibility_forms(text: str) -> None:
    text = "".join(c for c in text if not unicodedata.combining(c))
    assert FOLDING.normalize_str(text) == "".join(RULES.get(character, fold(character)) for character in text)


def test_a_rule_for_two_characters() -> None:
    table = normalizers.Precompiled(compile_charsmap({"ab": "x", "c": "yy"}))
    assert table.normalize_str("c.c") == "yy.yy"
