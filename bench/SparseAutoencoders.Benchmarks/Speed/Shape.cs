namespace SparseAutoencoders.Benchmarks.Speed;

/// <summary>Sizes of a step.</summary>
/// <param name="Inputs">Inputs d of a row.</param>
/// <param name="HiddenUnits">Hidden units k.</param>
/// <param name="Batch">Rows m.</param>
internal sealed record Shape(int Inputs, int HiddenUnits, int Batch)
{
    /// <summary>10⁹ operations of the five products of a step, two to a multiply-add.</summary>
    public double Gigaflops() => 10e-9 * Batch * Inputs * HiddenUnits;

    public override string ToString() => $"{Inputs}–{HiddenUnits}/{Batch}";

    /// <summary>Like it, and done in no time.</summary>
    public Shape Small() => new(Math.Min(Inputs, 60), Math.Min(HiddenUnits, 20), Math.Min(Batch, 50));
}
