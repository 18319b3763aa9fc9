"""One contract for every Encoder, and what the shipped one must tell apart."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from embeddings.encoders.load import SHIPPED_FOLDER, Encoder, load_encoder, static_encoder
from embeddings.encoders.sbert import SbertEncoder
from embeddings.encoders.static import StaticEncoder
from embeddings.errors import UsageError

TEXTS = [
    "南京市发布元宇宙产业发展先导区行动计划，到2025年相关产业规模达到1350亿元。",
    "工業和信息化部等五部門聯合印發《元宇宙產業創新發展三年行動計劃(2023-2028)》。",
    "The city plans to build a metaverse industry worth 135 billion yuan by 2025.",
    "ＡＩ芯片 chip 与 ChatGPT 的出口管制，㎡ ½ 3.5%",
    "在歐洲，梵語的學術研究，由德國學者陸特和漢斯雷頓開創。",
    "",
    "？！",
]


@pytest.fixture(scope="module", params=["static", "transformer"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    """The shipped encoder by our own run time, and the same folder as any sentence-transformers model."""
    return load_encoder() if request.param == "static" else SbertEncoder(str(SHIPPED_FOLDER))


def test_contract(encoder: Encoder) -> None:
    vectors = encoder.encode_documents(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), encoder.dim), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1, 1, 1, 0, 0], abs=1e-5)
    assert encoder.encode_documents([]).shape == (0, encoder.dim)
    assert encoder.encode_documents(TEXTS[2:4]) == pytest.approx(vectors[2:4], abs=1e-6)
    query = encoder.encode_query(TEXTS[0])
    assert (query.shape, query.dtype) == ((encoder.dim,), np.float32)
    assert float(query @ vectors[0]) == pytest.approx(1, abs=1e-5)


def test_both_run_times_give_the_same_vectors() -> None:
    own = load_encoder().encode_documents(TEXTS[:5])
    theirs = SentenceTransformer(str(SHIPPED_FOLDER), device="cpu").encode(TEXTS[:5], show_progress_bar=False)
    assert (own * theirs).sum(axis=1) == pytest.approx(np.ones(5), abs=1e-4)
    assert load_encoder().fingerprint == SbertEncoder(str(SHIPPED_FOLDER)).fingerprint


def test_a_folder_in_the_shipped_layout_is_read_without_sentence_transformers(word_folder: Path) -> None:
    encoder = load_encoder(str(word_folder))
    assert isinstance(encoder, StaticEncoder)
    assert (encoder.name, encoder.dim) == (str(word_folder), 3)
    assert encoder.encode_query("a").tolist() == [1, 0, 0]
    assert static_encoder(encoder) is encoder


def test_beside_a_transformer_late_interaction_works_with_the_shipped_tokens() -> None:
    encoder = static_encoder(SbertEncoder(str(SHIPPED_FOLDER)))
    assert (encoder.name, encoder.fingerprint) == ("wenju", load_encoder().fingerprint)


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("南京的元宇宙产业规模目标是多少？", TEXTS[0], TEXTS[4]),
        ("工信部的三年行动计划叫什么？", TEXTS[1], TEXTS[4]),
        ("誰開創了歐洲的梵語研究？", TEXTS[4], TEXTS[1]),
        ("谁开创了欧洲的梵语研究？", TEXTS[4], TEXTS[1]),
        ("How large will Nanjing's metaverse industry be in 2025?", TEXTS[0], TEXTS[4]),
        ("Who began the study of Sanskrit in Europe?", TEXTS[4], TEXTS[0]),
        ("元宇宙产业到2025年的规模", TEXTS[2], TEXTS[3]),
        ("export controls on AI chips", TEXTS[3], TEXTS[1]),
    ],
)
def test_a_question_is_nearer_to_its_passage_by_a_margin(question: str, right: str, wrong: str) -> None:
    encoder = load_encoder()
    query, (first, second) = encoder.encode_query(question), encoder.encode_documents([right, wrong])
    assert float(query @ first) > float(query @ second) + 0.1


def test_a_model_that_is_not_here_is_one_clear_line_and_no_download() -> None:
    with pytest.raises(UsageError) as error:
        load_encoder("nobody/no-such-model")
    assert error.value.found == "'nobody/no-such-model'"
    assert "expected an encoder that is on this machine" in str(error.value)


def test_the_shipped_encoder_loads_no_torch() -> None:
    program = (
        "import sys; from embeddings.encoders.load import load_encoder; load_encoder().encode_query('南京');"
        "print(sorted({'torch', 'sentence_transformers', 'transformers', 'numba'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[3]
    result = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
