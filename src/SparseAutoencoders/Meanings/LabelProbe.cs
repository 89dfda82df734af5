namespace SparseAutoencoders;

/// <summary>How well few units together tell a label on rows that were not learned from.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Rows">Rows that have it.</param>
/// <param name="OneUnit">By the one best unit.</param>
/// <param name="FiveUnits">By at most five units.</param>
/// <param name="Inputs">By all inputs.</param>
public sealed record LabelProbe(string Label, int Rows, ProbeScore OneUnit, ProbeScore FiveUnits, ProbeScore Inputs);

/// <summary>How well a logistic model tells a label on held-out rows.</summary>
/// <param name="Units">The units it is of, in the order they were chosen; empty where it is of all inputs.</param>
/// <param name="F1">2 · precision · recall / (precision + recall) at the threshold that is best on the other rows, in [0, 1].</param>
/// <param name="Auc">Area under the ROC curve, in [0, 1]; NaN where no held-out row has the label, or all have.</param>
public sealed record ProbeScore(IReadOnlyList<int> Units, double F1, double Auc);
