"""What every classifier promises, held against each of them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pagewarden.moderation.classifier import Classifier, load_classifier, score_document
from pagewarden.moderation.taxonomy import CATEGORIES
from tests.pagewarden.moderation.documents import segment, web_document

TORCH = "torch is not installed: pip install -e '.[torch]'"
TEXTS = ["A quiet day by the sea.", "You are a fool.", "Tea?", "A quiet day by the sea."]
HOSTILE = [
    "\0",
    "\ud800 lone",
    "a\0b\udfff",
    "\u202edesrever",
    "\u200b" * 50,
    "🙂" * 300,
    "ﷺ" * 200,
    "x" * 5_000,
    "\x1b[31m",
    " \n\t ",
]
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "you", "are", "day", "sea", "."]


class ClassifierContract:
    """Subclasses give a classifier and how far the same text may differ between calls."""

    tolerance: float

    @pytest.fixture
    def classifier(self) -> Classifier:
        raise NotImplementedError

    def test_one_row_a_text_one_column_a_category(self, classifier: Classifier) -> None:
        """The shape is (n_texts, 8), the values are probabilities."""
        scores = classifier.classify(TEXTS)
        assert scores.shape == (len(TEXTS), len(CATEGORIES))
        assert scores.dtype == np.float32
        assert ((scores >= 0) & (scores <= 1)).all()

    def test_no_texts_give_no_rows(self, classifier: Classifier) -> None:
        """Nothing in, nothing out, with the columns still there."""
        assert classifier.classify([]).shape == (0, len(CATEGORIES))

    def test_empty_and_hostile_texts_are_scored(self, classifier: Classifier) -> None:
        """No text makes it fail, not even what no encoding can hold."""
        scores = classifier.classify(["", *HOSTILE])
        assert np.isfinite(scores).all()

    def test_order_is_kept(self, classifier: Classifier) -> None:
        """Turning the texts round turns the rows round."""
        there, back = classifier.classify(TEXTS), classifier.classify(TEXTS[::-1])
        np.testing.assert_allclose(there, back[::-1], atol=self.tolerance)

    def test_identical_texts_get_identical_scores(self, classifier: Classifier) -> None:
        """The same text twice in a call has the same row twice."""
        scores = classifier.classify(TEXTS)
        np.testing.assert_array_equal(scores[0], scores[3])

    def test_company_does_not_change_a_score(self, classifier: Classifier) -> None:
        """A text scores the same alone and among others of all lengths."""
        crowd = [*TEXTS, "sea " * 300, "day " * 40, "a"]
        alone = classifier.classify(TEXTS[1:2])
        np.testing.assert_allclose(classifier.classify(crowd)[1:2], alone, atol=self.tolerance)

    def test_a_long_text_is_read_to_its_end(self, classifier: Classifier) -> None:
        """What stands far behind the longest window still counts."""
        filler = "a day . " * 1_000
        plain, changed = classifier.classify([filler, filler + "you stupid fucking idiot"])
        assert not np.array_equal(plain, changed)

    def test_threads_may_share_it(self, classifier: Classifier) -> None:
        """Calls at the same time give what calls one by one give."""
        expected = classifier.classify(TEXTS)
        with ThreadPoolExecutor(4) as pool:
            for found in pool.map(classifier.classify, [TEXTS] * 8):
                np.testing.assert_allclose(found, expected, atol=self.tolerance)

    def test_it_says_what_it_is(self, classifier: Classifier) -> None:
        """Version, a threshold for each category, and notes of whole words."""
        assert classifier.model_version
        assert tuple(classifier.thresholds) == CATEGORIES
        assert all(0 <= value <= 1 for value in classifier.thresholds.values())
        assert all(note.strip() for note in classifier.notes)

    def test_documents_are_scored_segment_by_segment(self, classifier: Classifier) -> None:
        """Scores of a document have a row for each segment, in its order."""
        document = replace(web_document([]), segments=tuple(map(segment, TEXTS)))
        scores = score_document(document, classifier)
        np.testing.assert_array_equal(scores.values, classifier.classify(TEXTS))
        assert scores.model_version == classifier.model_version
        assert scores.notes == classifier.notes

    def test_a_document_without_segments_has_no_scores(self, classifier: Classifier) -> None:
        """An empty page can be scored."""
        document = replace(web_document([]), segments=())
        assert score_document(document, classifier).values.shape == (0, len(CATEGORIES))


class TestOnnx(ClassifierContract):
    tolerance = 0.0

    @pytest.fixture
    def classifier(self) -> Classifier:
        return load_classifier()


class TestTransformers(ClassifierContract):
    tolerance = 1e-5

    @pytest.fixture
    def classifier(self, tiny_model: Path) -> Classifier:
        return load_classifier(tiny_model)


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random BERT of two layers with Jigsaw's labels, saved as anyone would save one."""
    torch = pytest.importorskip("torch", reason=TORCH)
    import transformers  # noqa: PLC0415 - with torch only
    from tokenizers import Tokenizer, models, pre_tokenizers, processors  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("tiny")
    torch.manual_seed(7)
    tokenizer = Tokenizer(
        models.WordPiece({w: i for i, w in enumerate(VOCABULARY)}, unk_token="[UNK]")
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=32,
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        unk_token="[UNK]",
    ).save_pretrained(folder)
    labels = ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"]
    config = transformers.BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=32,
        problem_type="multi_label_classification",
        id2label=dict(enumerate(labels)),
        label2id={label: index for index, label in enumerate(labels)},
        initializer_range=0.5,
    )
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    return folder
