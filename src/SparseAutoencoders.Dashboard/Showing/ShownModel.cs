namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>A model, with what its weights alone tell of each unit.</summary>
public sealed class ShownModel
{
    private readonly double[] _norms, _decoderNorms;

    /// <param name="model">The model.</param>
    /// <param name="mark">Tells this state of the model from any other, for addresses: letters and digits.</param>
    public ShownModel(SparseAutoencoder model, string mark)
    {
        ArgumentNullException.ThrowIfNull(model);
        (Model, Mark, Encoder, Decoder) = (model, mark, model.EncoderWeights, model.DecoderWeights);
        (_norms, _decoderNorms) = (Norms(Encoder), Norms(Decoder));
    }

    /// <summary>The model.</summary>
    public SparseAutoencoder Model { get; }

    /// <summary>Tells this state of the model from any other.</summary>
    public string Mark { get; }

    /// <summary>Hidden units.</summary>
    public int Units => Model.HiddenUnits;

    /// <summary>Above which activation a unit is active: 0 where most codes are 0, else ½.</summary>
    public double ActiveAbove => Model.Options.Sparsity.CodesAreSparse ? 0 : 0.5;

    /// <summary>W_e, (hidden units, inputs).</summary>
    public Matrix<double> Encoder { get; }

    /// <summary>W_d, (hidden units, inputs).</summary>
    public Matrix<double> Decoder { get; }

    /// <summary>‖W_e[l]‖.</summary>
    public double Norm(int unit) => _norms[unit];

    /// <summary>‖W_d[l]‖.</summary>
    public double DecoderNorm(int unit) => _decoderNorms[unit];

    /// <summary>Whether what a unit writes leads, being what tells more of it: where its decoder row is another than its encoder row. An encoder row is bent away from
    /// what the unit stands for, to tell it from all else that rows hold; a decoder row is what its rows have in common.</summary>
    public bool DecoderLeads => !Model.Options.Tied;

    /// <summary>The rows of weights that tell more: <see cref="Decoder"/>, which is <see cref="Encoder"/> where weights are tied.</summary>
    public Matrix<double> Leading => DecoderLeads ? Decoder : Encoder;

    /// <summary>Cosine of every unit's leading row with that of one; 0 for a unit without weights.</summary>
    public double[] Similarities(int unit)
    {
        var (similarities, norms) = (new double[Units], DecoderLeads ? _decoderNorms : _norms);
        for (var l = 0; l < Units; l++) similarities[l] = Cosine(Leading.Row(unit), norms[unit], Leading.Row(l), norms[l]);
        return similarities;
    }

    /// <summary>Cosine of two units' encoder rows; 0 for a unit without weights.</summary>
    public double EncoderSimilarity(int unit, int other) => Cosine(Encoder.Row(unit), _norms[unit], Encoder.Row(other), _norms[other]);

    /// <summary>The units most alike to one, by their leading rows, the most alike first, itself left out.</summary>
    public IReadOnlyList<(int Unit, double Similarity)> Alike(int unit, int count)
    {
        var similarities = Similarities(unit);
        return [.. Enumerable.Range(0, Units).Where(l => l != unit).OrderByDescending(l => similarities[l]).ThenBy(l => l).Take(count).Select(l => (l, similarities[l]))];
    }

    /// <summary>A unit's weights of the largest size, the largest first.</summary>
    /// <param name="weights"><see cref="Encoder"/> or <see cref="Decoder"/>.</param>
    /// <param name="unit">Which unit.</param>
    /// <param name="count">How many.</param>
    public static IReadOnlyList<(int Input, double Weight)> Largest(Matrix<double> weights, int unit, int count)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var row = weights.Row(unit).ToArray();
        return [.. Enumerable.Range(0, row.Length).OrderByDescending(j => Math.Abs(row[j])).ThenBy(j => j).Take(count).Select(j => (j, row[j]))];
    }

    private static double Cosine(ReadOnlySpan<double> a, double lengthOfA, ReadOnlySpan<double> b, double lengthOfB) => lengthOfA > 0 && lengthOfB > 0 ? Dot(a, b) / lengthOfA / lengthOfB : 0;

    private static double[] Norms(Matrix<double> weights) => [.. Enumerable.Range(0, weights.Rows).Select(l => Math.Sqrt(Dot(weights.Row(l), weights.Row(l))))];

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var j = 0; j < a.Length; j++) sum += a[j] * b[j];
        return sum;
    }
}
