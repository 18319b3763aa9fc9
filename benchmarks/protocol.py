"""Does the generator speak with a real server of the OpenAI protocol? `transformers serve`, a random model, offline.

    python -m benchmarks.protocol

A Qwen2 of two layers is made on the spot, with a tokeniser of 600 tokens trained on the seeds; its text is gibberish,
so every answer must be quotes, called so. What is looked at is the protocol: streaming, usage, the limit, cancelling.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from embeddings.build import build
from qa.assistant.assistant import Assistant
from qa.config import Settings
from qa.llm import AnswerCancelledError, EndpointError, Reply, load_generator
from qa.llm.prompt import PromptMessage

SEEDS = Path(__file__).parent.parent / "seeds"
QUESTION = "到2025年上海元宇宙相关产业规模将达到多少？"
VOCABULARY = 600
REPLY_TOKENS = 48
START_S = 120.0
_TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def make_model(folder: Path) -> None:
    """Write a random model with a tokeniser and a chat template (a process of its own: torch takes seconds)."""
    subprocess.run([sys.executable, "-c", _MAKING, str(folder), str(SEEDS), str(VOCABULARY), _TEMPLATE], check=True)


_MAKING = """
import sys
from pathlib import Path
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM
folder, seeds, size, template = sys.argv[1:]
tokens = Tokenizer(models.BPE())
tokens.pre_tokenizer, tokens.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
texts = [path.read_text(encoding="utf-8") for path in sorted(Path(seeds).glob("*.txt"))]
tokens.train_from_iterator(texts, trainers.BpeTrainer(
    vocab_size=int(size), special_tokens=["<|im_start|>", "<|im_end|>", "<|pad|>"],
    initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
fast = PreTrainedTokenizerFast(tokenizer_object=tokens, eos_token="<|im_end|>", pad_token="<|pad|>")
fast.chat_template = template
fast.save_pretrained(folder)
torch.manual_seed(0)
model = Qwen2ForCausalLM(Qwen2Config(
    vocab_size=len(fast), hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, max_position_embeddings=16384,
    eos_token_id=fast.eos_token_id, pad_token_id=fast.pad_token_id))
model.save_pretrained(folder)
"""


@contextmanager
def served(folder: Path) -> Generator[str]:
    """The base URL of `transformers serve`, on a free port.

    Raises:
        TimeoutError: The server did not start.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [str(Path(sys.executable).with_name("transformers")), "serve", "--host", "127.0.0.1", "--device", "cpu"]
    environ = {**os.environ, "HF_HUB_OFFLINE": "1"}
    with (folder / "serve.log").open("wb") as log:
        server = subprocess.Popen([*command, "--port", str(port)], env=environ, stdout=log, stderr=log)
    try:
        until = time.monotonic() + START_S
        while not _up(f"http://127.0.0.1:{port}/health"):
            if time.monotonic() > until or server.poll() is not None:
                raise TimeoutError(f"transformers serve did not start: see {folder / 'serve.log'}")
            time.sleep(0.5)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait()


def _up(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def checks(url: str, model: Path, index: Path) -> Iterator[tuple[str, str]]:
    """What was tried, and what came of it."""
    settings = Settings(
        index=index, model=str(model), openai_base_url=url, llm_answer_tokens=REPLY_TOKENS, llm_retries=0
    )
    for form in ("auto", "text"):
        with Assistant.open(settings=settings.model_copy(update={"llm_form": form})) as assistant:
            answer = assistant.ask(QUESTION)
        said = answer.wording
        assert said is not None
        counted = (
            f"{said.prompt_tokens} prompt tokens (estimated {said.tokens_estimated}), {said.reply_tokens} of reply"
        )
        yield f"answer, {form}", f"{answer.generator}, instead: {said.instead}, cut: {said.cut}; {counted}"
    reply, cancel = Reply(), threading.Event()
    try:
        for _ in load_generator(settings).generate([PromptMessage("user", QUESTION)], reply, cancel=cancel):
            cancel.set()
        yield "cancelled after a piece", "went on"
    except AnswerCancelledError:
        yield "cancelled after a piece", "stopped"
    try:
        unknown = load_generator(settings.model_copy(update={"model": "none"}))
        list(unknown.generate([PromptMessage("user", QUESTION)], Reply()))
        yield "unknown model", "no error"
    except EndpointError as error:
        yield "unknown model", f"{error.failure}: {error.found}"


def main() -> None:
    """Print what was tried."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(SEEDS, folder / "index")
        make_model(folder / "model")
        with served(folder) as url:
            for tried, found in checks(url, folder / "model", folder / "index"):
                print(f"| {tried} | {found} |")


if __name__ == "__main__":
    main()
