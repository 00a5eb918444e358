"""What a guesser brings: `python -m benchmarks.first_guess [--sets ...] [--files ...] [--quality ...] [--over-http]`.

Trains on a few files of each set, without a guesser and with a simulated one of known precision and recall, and
measures on the test files: the strict micro F1 of the best reading, and the keys an entity that reviewing the
suggestions takes, by the cost model of `core.learning.choosing.thresholds`. "Untrained" shows every guess as it is.

The simulated guesser is called in this process; with `--over-http` it is a chat server on loopback, which is asked as a
language model would be, and it is counted how many of its guesses arrive.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import data
from benchmarks.guessing.guess_server import serving_guesses
from benchmarks.guessing.simulated_guesser import SimulatedGuesser
from core.domain.models.metrics import Evaluation, evaluate
from core.domain.models.model import Model
from core.domain.models.splits import Split, SplitKind
from core.domain.models.training import TrainingSpec
from core.domain.project.guessers import Guesser, GuesserKind
from core.domain.project.schema import Entity
from core.domain.text.guesses import Guess, Guesses
from core.domain.text.spans import ScoredSpan
from core.guessing.chat.guesser import ChatGuesser
from core.guessing.guesser import Answer, Question
from core.learning.choosing.calibration import UNCHANGED
from core.learning.choosing.thresholds import TAG, keys
from core.learning.choosing.validation import HeldOutFile, scored_outcomes
from core.learning.finders.predictions import Prediction
from core.learning.pipeline.recognizer import Recognizer
from core.learning.training.background import result_of
from core.learning.training.examples import Example
from core.learning.training.training import train
from harness.chat_server import MODEL

SETS = {"filings": data.filings, "tweets": data.tweets}


@dataclass(frozen=True)
class Row:
    """What some suggestions are worth.

    Attributes:
        evaluation: of the best reading.
        keys: an entity, for reviewing what is suggested and tagging the rest.
    """

    evaluation: Evaluation
    keys: float


def keys_an_entity(files: Sequence[Example], shown: Mapping[str, Sequence[ScoredSpan]]) -> float:
    """Return keys that reviewing these suggestions takes, and tagging what is missing, for each right span."""
    judged = [HeldOutFile(file, [_certain(span) for span in shown[file.name]]) for file in files]
    outcomes = scored_outcomes(judged, UNCHANGED)
    entities = sum(len(file.spans) for file in files)
    unmet = entities - sum(outcome.right or outcome.near for outcome in outcomes)
    return (keys(outcomes, 0.0) + TAG * unmet) / entities


def _certain(span: ScoredSpan) -> Prediction:
    return Prediction(span.start, span.end, span.entity, span.score, 0)


def measure(
    training: Sequence[Example], testing: Sequence[Example], guesses: Guesses | None
) -> tuple[Model, Row, Row | None]:
    """Train, and measure on the test files; with guesses, measure without them too."""
    base = "guess:simulated" if guesses else ""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "pipeline"
        spec = TrainingSpec("benchmark", base=base, split=Split(SplitKind.MANUAL), language="en")
        model = result_of(train(spec, training, testing, folder, guesses))
        recognizer = Recognizer.load(folder)
        texts = [(file.name, file.text) for file in testing]
        shown = dict(recognizer.predict(texts, guesses))
        row = Row(model.evaluation, keys_an_entity(testing, shown))
        if not model.guesser:
            return model, row, None
        alone = dict(recognizer.predict(texts))
        return model, row, Row(Evaluation(), keys_an_entity(testing, alone))


def untrained(testing: Sequence[Example], guesses: Guesses) -> Row:
    """Return figures of the guesses as they are."""
    shown = {file.name: guesses.of(file.text) or () for file in testing}
    found = (evaluate(file.spans, [guess.span for guess in shown[file.name]]) for file in testing)
    return Row(sum(found, Evaluation()), keys_an_entity(testing, shown))


class AskedOverHttp:
    """The guesses of a simulated guesser, as they arrive through a chat server and the client for language models.

    Args:
        guesser: answers.
        examples: texts that it is asked about.
    """

    def __init__(self, guesser: SimulatedGuesser, examples: Sequence[Example]) -> None:
        entities = [Entity(name) for name in sorted({span.entity for example in examples for span in example.spans})]
        texts = list(dict.fromkeys(example.text for example in examples))
        self._guesses: dict[str, tuple[Guess, ...]] = {}
        with serving_guesses(guesser, texts) as server:
            settings = Guesser("simulated", GuesserKind.CHAT, server.address, MODEL)
            questions = [Question(str(number), text) for number, text in enumerate(texts)]
            for answer in ChatGuesser(settings, entities, {}, lambda _: None).read(questions):
                if isinstance(answer, Answer):
                    assert not answer.problem, answer.problem
                    self._guesses[texts[int(answer.name)]] = answer.guesses
        sent = {(text, guess.span) for text in texts for guess in guesser.of(text) or ()}
        came = {(text, guess.span) for text in texts for guess in self._guesses[text]}
        print(f"Over HTTP: {len(sent & came)} of {len(sent)} guesses arrived, and {len(came - sent)} others.\n")

    def of(self, text: str) -> Sequence[Guess] | None:
        """Return the guesses of a text."""
        return self._guesses.get(text)


def table(
    names: Iterable[str], sizes: Sequence[int], qualities: Sequence[float], seed: int, *, over_http: bool
) -> None:
    """Print a row for each set, number of files, and guesser."""
    print("| set | files | guesser | F1 | P | R | keys an entity | F1 in folds, without and with | made of |")
    print("|---|---:|---|---:|---:|---:|---:|---|---|")
    for name in names:
        pool, testing = SETS[name]("train"), SETS[name]("test")
        guessers: dict[float, Guesses] = {}
        for quality in qualities:
            simulated = SimulatedGuesser([*pool, *testing], quality, seed)
            asked = [*data.first(pool, max(sizes)), *testing]
            guessers[quality] = AskedOverHttp(simulated, asked) if over_http else simulated
        for quality, guesser in guessers.items():
            _print(name, "-", f"{quality:g}, untrained", untrained(testing, guesser), "", "")
        for size in sizes:
            training = data.first(pool, size)
            model, row, _ = measure(training, testing, None)
            _print(name, size, "none", row, "", model.made_of)
            for quality, guesser in guessers.items():
                model, row, alone = measure(training, testing, guesser)
                gain = model.gain
                assert gain
                said = f"{gain.without:.3f}, {gain.with_guesses:.3f}{'' if gain.used else ', not used'}"
                _print(name, size, f"{quality:g}", row, said, model.made_of)
                if alone:
                    print(f"| {name} | {size} | {quality:g}, out of reach | | | | {alone.keys:.2f} | | |", flush=True)


def _print(name: str, size: object, guesser: str, row: Row, gain: str, made_of: str) -> None:
    total = row.evaluation.total
    cells = [name, size, guesser, f"{total.f1:.3f}", f"{total.precision:.2f}", f"{total.recall:.2f}"]
    print(f"| {' | '.join(map(str, [*cells, f'{row.keys:.2f}', gain, made_of]))} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", choices=list(SETS), default=list(SETS))
    parser.add_argument("--files", nargs="+", type=int, default=[10, 40])
    parser.add_argument("--quality", nargs="+", type=float, default=[0.6, 0.0], help="precision and recall")
    parser.add_argument("--seed", type=int, default=0, help="which strings the guesser errs about")
    parser.add_argument("--over-http", action="store_true", help="ask the guesser through a chat server on loopback")
    options = parser.parse_args()
    data.require()
    table(options.sets, options.files, options.quality, options.seed, over_http=options.over_http)


if __name__ == "__main__":
    main()
