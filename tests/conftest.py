"""What all tests share: random tests that are the same every time, and the index of the five seeds."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import docx
import hypothesis
import numpy as np
import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

from embeddings.build import build
from embeddings.encoders.static import StaticEncoder, write_model

REPOSITORY = Path(__file__).resolve().parents[1]

hypothesis.settings.register_profile("wenju", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("wenju")

WORDS = {"a": (3, 0, 0), "b": (0, 4, 0), "c": (1, 1, 0), "d": (0, 0, 2), "e": (-1, 0, 1), "o": (0, 0, 0)}

SUBJECTS = 30
HAN = [chr(0x4E00 + number) for number in range(3 * SUBJECTS)]
"""Subject n is the n-th of these in titles and the one 30 further in bodies; the last 30 are in no article."""


MakePdf = Callable[..., bytes]
MakeDocx = Callable[..., bytes]
MakeZip = Callable[[Mapping[str, bytes]], bytes]


def names(**pairs: object) -> DictionaryObject:
    return DictionaryObject({
        NameObject(f"/{key}"): NameObject(f"/{value}") if isinstance(value, str) else value
        for key, value in pairs.items()
    })


@pytest.fixture(scope="session")
def make_pdf() -> MakePdf:
    """A PDF of pages given as their lines; in a font of Chinese that every reader has by name."""

    def make(*pages: Sequence[str], title: str | None = None, password: str | None = None) -> bytes:
        writer = PdfWriter()
        below = names(Type="Font", Subtype="CIDFontType0", BaseFont="STSong-Light")
        font = names(
            Type="Font",
            Subtype="Type0",
            BaseFont="STSong-Light",
            Encoding="UniGB-UTF16-H",
            DescendantFonts=ArrayObject([below]),
        )
        for lines in pages:
            page = writer.add_blank_page(595, 842)
            page[NameObject("/Resources")] = names(Font=names(F1=font))
            shown = " ".join(f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines)
            content = DecodedStreamObject()
            content.set_data(f"BT /F1 12 Tf 14 TL 50 800 Td {shown} ET".encode())
            page[NameObject("/Contents")] = content
        if title is not None:
            writer.add_metadata({"/Title": title, "/CreationDate": "D:20240618093000+08'00'"})
        if password is not None:
            writer.encrypt(password, algorithm="RC4-128")
        made = io.BytesIO()
        writer.write(made)
        return made.getvalue()

    return make


@pytest.fixture(scope="session")
def make_docx() -> MakeDocx:
    """A Word file of blocks: `# ` begins a heading, a list of lists is a table, all else is a paragraph."""

    def make(*blocks: str | list[list[str]], title: str = "", author: str = "") -> bytes:
        document = docx.Document()
        for block in blocks:
            if isinstance(block, list):
                table = document.add_table(len(block), len(block[0]))
                for row, cells in zip(table.rows, block, strict=True):
                    for cell, text in zip(row.cells, cells, strict=True):
                        cell.text = text
            elif block.startswith("# "):
                document.add_heading(block[2:], 1)
            else:
                document.add_paragraph(block)
        document.core_properties.title, document.core_properties.author = title, author
        made = io.BytesIO()
        document.save(made)
        return made.getvalue()

    return make


@pytest.fixture(scope="session")
def make_zip() -> MakeZip:
    """A ZIP archive of files by their names."""

    def make(files: Mapping[str, bytes]) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return made.getvalue()

    return make


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of seeds/; not to be changed."""
    folder = tmp_path_factory.mktemp("seeds") / "index"
    build(REPOSITORY / "seeds", folder)
    return folder


@pytest.fixture(scope="session")
def words_by_hand() -> dict[str, tuple[int, ...]]:
    """The tokens of `word_encoder` and their vectors; token i of it is the i-th from 1."""
    return dict(WORDS)


@pytest.fixture(scope="session")
def word_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of `word_encoder`."""
    folder = tmp_path_factory.mktemp("words")
    vectors = np.array([(0, 0, 0), *WORDS.values()], dtype=np.float32)
    scales = np.abs(vectors).max(axis=1)
    scales[-1] = 1.0  # o counts and points nowhere
    codebook = ((np.arange(256) - 128) / 127).astype(np.float32)
    codes = np.round(vectors / np.maximum(scales, 1.0)[:, None] * 127 + 128).astype(np.uint8)
    tokenizer = Tokenizer(models.WordLevel({token: i for i, token in enumerate(("[UNK]", *WORDS))}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    save_file({"embeddings": codebook, "mapping": codes, "weights": scales}, folder / "model.safetensors")
    return folder


@pytest.fixture(scope="session")
def word_encoder(word_folder: Path) -> StaticEncoder:
    """A static encoder of WORDS, which blanks part; it knows no others."""
    return StaticEncoder(word_folder)


@pytest.fixture(scope="session")
def paired_articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 120 articles of six sentences on four subjects each; nothing else says what belongs together."""
    generator = np.random.default_rng(0)
    lines: list[str] = []
    for _ in range(120):
        subjects = generator.permutation(SUBJECTS)[:4].tolist()
        said = ["".join(HAN[SUBJECTS + subjects[at]] for at in generator.integers(4, size=12)) for _ in range(6)]
        article = {"title": "".join(HAN[number] for number in subjects), "text": "".join(f"{each}。" for each in said)}
        lines.append(json.dumps(article, ensure_ascii=False))
    folder = tmp_path_factory.mktemp("articles")
    (folder / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def paired_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a static encoder that knows those characters, each in a random direction of 32."""
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0} | {c: i + 1 for i, c in enumerate(HAN)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    rows = np.random.default_rng(1).standard_normal((len(HAN) + 1, 32)).astype(np.float32)
    rows[0] = 0
    folder = tmp_path_factory.mktemp("models") / "paired"
    write_model(folder, tokenizer=tokenizer, rows=rows, card="")
    return folder
