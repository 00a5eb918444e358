"""What a model is measured on, in words."""

from core.domain.models.splits import SplitKind

MEASURED_ON = {
    SplitKind.CROSS: "each file in turn",
    SplitKind.AUTO: "a random share",
    SplitKind.MANUAL: "the testing set",
}
