namespace SparseAutoencoders;

/// <summary>Weight λ of a penalty by which codes become 0: fixed, or moved after every batch so that L0 becomes what is asked.</summary>
/// <remarks>log λ goes up by a small share of log(L0 / aim), where the aim lies a little above what is asked: the level takes the rest away.</remarks>
internal sealed class PenaltyControl(double? weight, double? l0)
{
    private const double Start = 0.02, Gain = 0.03, Above = 1.02;

    private double _weight = weight ?? Start;

    public double Weight => _weight;

    public void Move(double l0Now)
    {
        if (weight is null && l0 is { } asked) _weight *= Math.Exp(Gain * Math.Clamp(Math.Log(Math.Max(l0Now, 1e-3) / (Above * asked)), -1, 1));
    }

    public void KeepIn(SavedState state) => state.Keep("l0.penalty_weight", ref _weight);
}
