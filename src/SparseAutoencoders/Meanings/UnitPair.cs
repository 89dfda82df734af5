namespace SparseAutoencoders;

/// <summary>A unit of one model and the one of another that it is matched with; each unit is in one pair at most.</summary>
/// <param name="First">Unit of the first model.</param>
/// <param name="Second">Unit of the second model.</param>
/// <param name="Decoder">Cosine of their decoder rows, in the data's own units, in [−1, 1].</param>
/// <param name="Encoder">Cosine of their encoder rows, in the data's own units, in [−1, 1].</param>
/// <param name="Activations">Correlation of their activations over rows, in [−1, 1]; NaN where no rows were given.</param>
public sealed record UnitPair(int First, int Second, double Decoder, double Encoder, double Activations)
{
    /// <summary>From here on a unit counts as found again.</summary>
    public const double Alike = 0.7;

    /// <summary>The second model has found the first one's unit again: both cosines are at least <see cref="Alike"/>, or where rows were given the correlation is.</summary>
    public bool IsFoundAgain => double.IsNaN(Activations) ? Math.Min(Decoder, Encoder) >= Alike : Activations >= Alike;
}
