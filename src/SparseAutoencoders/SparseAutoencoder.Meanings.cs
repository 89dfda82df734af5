namespace SparseAutoencoders;

// What hidden units mean, and how rows and models are alike by them.
public sealed partial class SparseAutoencoder
{
    // A step too small to change a number.
    private const double NoStep = 1e-30;

    /// <summary>What each hidden unit stands for, read off rows and what is written beside them: how often and how strongly it is active, its strongest rows, words that stand out in their
    /// captions (<see cref="IRows.Captions"/>), and the label that it tells best (<see cref="IRows.Labels"/>).</summary>
    /// <param name="rows">(rows, <see cref="Inputs"/>), in the data's own units.</param>
    /// <param name="options">How much is kept of each unit; null for the defaults.</param>
    /// <param name="cancellation">Stops between blocks of rows.</param>
    /// <returns>One for each hidden unit, in their order.</returns>
    /// <exception cref="InvalidDataException">As for <see cref="Encode(IRows)"/>; or the labels are all the same, or of more classes than can be told apart.</exception>
    public IReadOnlyList<UnitMeaning> DescribeUnits(IRows rows, MeaningOptions? options = null, CancellationToken cancellation = default)
    {
        var codes = Encode(rows);
        return UnitMeanings.Of(codes, Options.Sparsity.CodesAreSparse ? 0 : 0.5, rows.Captions, rows.Labels, options ?? new(), null, cancellation);
    }

    /// <summary>Which hidden units together tell each label (<see cref="IRows.Labels"/>), by sparse logistic models that are judged on every fifth row, beside a model of all inputs.
    /// What training is worth shows beside the same of <see cref="Untrained"/>.</summary>
    /// <param name="rows">(rows, <see cref="Inputs"/>), in the data's own units, with labels that are classes. Of more than 50,000 some are taken, evenly spaced.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>One for each label, sorted by name.</returns>
    /// <exception cref="ArgumentException">The rows have no labels.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="Encode(IRows)"/>; or the labels are numbers, all the same, or of more classes than can be told apart.</exception>
    public IReadOnlyList<LabelProbe> ProbeLabels(IRows rows, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var labels = rows.Labels ?? throw new ArgumentException($"{rows.Name}: its rows have no labels. Give them (`Labels`).", nameof(rows));
        var inputs = Fill(rows).Inputs();
        return new LabelProbes(inputs, Encode, labels, cancellation).Run();
    }

    /// <summary>The same autoencoder as it is before it has learned: of the same mechanism, size and sparsity, its directions random. The control that shows what training is worth.</summary>
    /// <param name="rows">Rows that it was trained on, to fit scaling and sparsity to.</param>
    /// <param name="cancellation">Stops it.</param>
    public SparseAutoencoder Untrained(IRows rows, CancellationToken cancellation = default) =>
        Train(rows, Options with { Optimizer = new AdamOptions { Epochs = 1, LearningRate = NoStep }, Revive = false }, null, cancellation);

    /// <summary>Matches this model's hidden units with another's, one to one, the most alike first: by their encoder and decoder rows, or by their activations on rows.</summary>
    /// <param name="other">A model of as many inputs and outputs, such as one of another seed.</param>
    /// <param name="rows">(rows, <see cref="Inputs"/>), in the data's own units, to match by activations; null to match by weights.</param>
    /// <param name="cancellation">Stops between parts.</param>
    /// <returns>The pairs by this model's units; units that no other is at all like (0.3) are in none.</returns>
    /// <exception cref="ArgumentException">The models do not take the same rows.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="Encode(IRows)"/>; or there are too many units to be compared by activations.</exception>
    public IReadOnlyList<UnitPair> MatchUnits(SparseAutoencoder other, IRows? rows = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Inputs != Inputs || other.Outputs != Outputs)
            throw new ArgumentException($"other: it has {other.Inputs} inputs and {other.Outputs} outputs, and this model {Inputs} and {Outputs}. Give models of the same rows.", nameof(other));
        return UnitMatching.Of((InOwnUnits(DecoderWeights, OutputScaling, encodes: false), InOwnUnits(other.DecoderWeights, other.OutputScaling, encodes: false)),
            (InOwnUnits(EncoderWeights, Scaling, encodes: true), InOwnUnits(other.EncoderWeights, other.Scaling, encodes: true)), rows is null ? null : (Encode(rows), other.Encode(rows)), Workers.Shared, cancellation);
    }

    /// <summary>The rows whose codes are most like a row's, by cosine, and the units that both have: why two rows are alike.</summary>
    /// <param name="rows">(rows, <see cref="Inputs"/>), in the data's own units.</param>
    /// <param name="row">Which of them, from 0.</param>
    /// <param name="count">Most rows wanted.</param>
    /// <param name="cancellation">Stops between blocks of rows.</param>
    /// <returns>The most alike first, without the row itself; none that has no unit in common.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="Encode(IRows)"/>.</exception>
    public IReadOnlyList<SimilarRow> SimilarRows(IRows rows, int row, int count = 10, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, rows.Count);
        var codes = Encode(rows);
        var code = new float[HiddenUnits];
        codes.Read(row, code.AsSpan());
        return RowSimilarity.Of(codes, code, row, count, cancellation);
    }

    /// <summary>The rows of whose codes a unit makes up most: the cosine with a code of that unit alone.</summary>
    /// <param name="rows">(rows, <see cref="Inputs"/>), in the data's own units.</param>
    /// <param name="unit">Which unit, from 0.</param>
    /// <param name="count">Most rows wanted.</param>
    /// <param name="cancellation">Stops between blocks of rows.</param>
    /// <returns>The most alike first; none where the unit is 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="Encode(IRows)"/>.</exception>
    public IReadOnlyList<SimilarRow> RowsOfUnit(IRows rows, int unit, int count = 10, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(unit);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(unit, HiddenUnits);
        var code = new float[HiddenUnits];
        code[unit] = 1;
        return RowSimilarity.Of(Encode(rows), code, -1, count, cancellation);
    }

    /// <summary>Weights as they work on the data's own numbers: what encodes x' = (x − shift) · scale, or what outputs are made of.</summary>
    private static Matrix<double> InOwnUnits(Matrix<double> weights, InputScaling? scaling, bool encodes)
    {
        if (scaling is null) return weights;
        var own = new Matrix<double>(weights.Rows, weights.Columns);
        if (scaling.Rotation is { } rotation && encodes) MatrixProduct.MultiplyByTranspose(weights, rotation, own, Workers.Shared);
        else weights.All.CopyTo(own.All);
        if (scaling.Rotation is { } turned && !encodes) SymmetricRoots.Solve(turned, own, Workers.Shared);
        for (var l = 0; l < own.Rows; l++)
            for (var j = 0; j < own.Columns; j++) own[l, j] = encodes ? own[l, j] * scaling.Scale[j] : own[l, j] / scaling.Scale[j];
        return own;
    }
}
