namespace SparseAutoencoders;

/// <summary>What a hidden unit stands for, read off the rows it is active on and what is written beside them.</summary>
public sealed record UnitMeaning
{
    /// <summary>Which unit, from 0.</summary>
    public required int Unit { get; init; }

    /// <summary>Rows on which it is active: above 0 where most codes are 0 (<see cref="SparsityOptions.CodesAreSparse"/>), else above ½.</summary>
    public required int ActiveRows { get; init; }

    /// <summary>Share of the rows on which it is active, in [0, 1].</summary>
    public required double ActiveShare { get; init; }

    /// <summary>Mean activation on the rows on which it is active; 0 where there is none.</summary>
    public required double ActivationMean { get; init; }

    /// <summary>Largest activation on any row.</summary>
    public required double ActivationMax { get; init; }

    /// <summary>The rows that excite it most, the strongest first; of equal ones the first. Where most codes are 0, of those on which it is active.</summary>
    public required IReadOnlyList<int> Rows { get; init; }

    /// <summary>Words that stand out in the captions of its active rows, the clearest first; empty where there are no captions.</summary>
    public IReadOnlyList<UnitWord> Words { get; init; } = [];

    /// <summary>The label it tells best, by F1; null where labels are numbers, or there are none.</summary>
    public LabelScore? Label { get; init; }

    /// <summary>Labels of its active rows, the most frequent first; empty where labels are numbers, or there are none.</summary>
    public IReadOnlyList<UnitLabel> Labels { get; init; } = [];

    /// <summary>Spearman's rank correlation of its activation with the label, in [−1, 1], where labels are numbers; NaN otherwise, and where it is the same on all rows.</summary>
    public double RankCorrelation { get; init; } = double.NaN;
}

/// <summary>A word that stands out in the captions of a unit's active rows.</summary>
/// <param name="Word">In lower case.</param>
/// <param name="Score">How clearly it stands out: the log-odds ratio divided by its standard deviation, above 0.</param>
/// <param name="Weight">The log-odds ratio itself: how much a row with the word speaks for the unit.</param>
/// <param name="Share">Share of its active rows with the word, in [0, 1].</param>
/// <param name="ShareOfAll">Share of all rows with the word, in [0, 1].</param>
public sealed record UnitWord(string Word, double Score, double Weight, double Share, double ShareOfAll);

/// <summary>A label among a unit's active rows.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Share">Share of the unit's active rows that have it, in [0, 1].</param>
/// <param name="ShareOfAll">Share of all rows that have it, in [0, 1].</param>
public sealed record UnitLabel(string Label, double Share, double ShareOfAll);

/// <summary>How well an activation tells a label from all others.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Threshold">The activation from which on a row is said to have the label: where F1 is largest.</param>
/// <param name="Precision">Share of the rows from <paramref name="Threshold"/> on that have it, in [0, 1].</param>
/// <param name="Recall">Share of the rows with it that are from <paramref name="Threshold"/> on, in [0, 1].</param>
/// <param name="F1">2 · precision · recall / (precision + recall), in [0, 1].</param>
/// <param name="Auc">Area under the ROC curve: how often a row with the label has the larger activation of two, ties counted half, in [0, 1].</param>
public sealed record LabelScore(string Label, double Threshold, double Precision, double Recall, double F1, double Auc);
