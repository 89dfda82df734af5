namespace SparseAutoencoders;

/// <summary>The end of a step where few codes are not 0: unit by unit the gradients of its two weight rows are made, the rows moved by the optimizer and brought to their length, all while they are in the cache. No gradient of a weight matrix is ever in memory.</summary>
/// <remarks>Each number is worked out as it would be with gradients as a whole. b_d's share, −W_eᵀ Σ_i δ_i, is added in double, block of units after block.</remarks>
/// <param name="network">What is minimised.</param>
/// <param name="unitwise">Its mechanism.</param>
/// <param name="rule">Moves parameters in parts.</param>
/// <param name="workers">Threads.</param>
internal sealed class UnitwiseUpdate<T>(Network<T> network, IUnitwise<T> unitwise, IUpdateRule<T> rule, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [ThreadStatic] private static T[]? _room;

    private readonly double[] _unitSums = new double[network.Parameters.HiddenUnits];
    private readonly BlockSums _sums = new(network.Parameters.Inputs + 1);
    private readonly double[] _total = new double[network.Parameters.Inputs + 1];

    /// <summary>Moves all parameters.</summary>
    /// <param name="values">The pass.</param>
    /// <param name="gradients">Its gradients, back to the places.</param>
    /// <param name="weightGradients">Those of all but the weights.</param>
    /// <param name="rate">Size of the step.</param>
    /// <returns>Σ w² over what is decayed, before the step.</returns>
    public double Run(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients, double rate)
    {
        var (parameters, more) = (network.Parameters, unitwise.More);
        gradients.UnitSums[.._unitSums.Length].CopyTo(_unitSums);
        unitwise.CompleteOwn(weightGradients);
        if (more is { } terms)
        {
            var own = new double[_unitSums.Length];
            terms.Slopes.SumUnits(own);
            for (var l = 0; l < own.Length; l++) _unitSums[l] += own[l];
            Parameters<T>.PutBiases(own, weightGradients[unitwise.Biases].All, add: true);
        }
        var blocks = RowBlocks.Count(parameters.HiddenUnits);
        _sums.Prepare(blocks);
        rule.BeginParts(rate);
        workers.Run(blocks, new Units(this, values, gradients.SparseCodes!, gradients.LogitSegments, more));
        _sums.Total(blocks, _total);
        if (values.TakesOff)
            for (var j = 0; j < parameters.Inputs; j++) weightGradients.DecoderBiases[j] += T.CreateTruncating(_total[1 + j]);
        foreach (var block in parameters.Table.Blocks)
        {
            if (!block.IsLearned || block.Name is ParameterTable.EncoderWeights or ParameterTable.DecoderWeights) continue;
            var squares = rule.MovePart(parameters[block.Name].All, parameters.Table.OffsetOf(block.Name), weightGradients[block.Name].All, block.IsDecayed ? network.Options.WeightDecay : 0);
            if (block.IsDecayed) _total[0] += squares;
        }
        unitwise.EndStep();
        return _total[0];
    }

    private readonly struct Units(UnitwiseUpdate<T> update, Pass<T> values, SparseCodes<T> slopes, ReadOnlyMemory<Segment<T>> outputSlopes, UnitTerms<T>? more) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (parameters, decay) = (update.Parameters, update.WeightDecay);
            var (encoder, decoder) = (parameters.EncoderWeights, parameters.DecoderWeights);
            var (encoderPlace, decoderPlace) = (parameters.Table.OffsetOf(ParameterTable.EncoderWeights), parameters.Table.OffsetOf(ParameterTable.DecoderWeights));
            if (_room is null || _room.Length < encoder.Columns + decoder.Columns) _room = new T[encoder.Columns + decoder.Columns];
            var own = _room.AsSpan(0, encoder.Columns);
            var output = _room.AsSpan(encoder.Columns, decoder.Columns);
            var line = update._sums.SumsOf(task);
            var (first, units) = RowBlocks.Bounds(task, encoder.Rows);
            for (var l = first; l < first + units; l++)
            {
                var row = encoder.Row(l);
                var written = decoder.Row(l);
                own.Clear();
                output.Clear();
                slopes.AddUnit(l, values.EncoderInput, own);
                values.SparseCodes!.AddUnit(l, Segment<T>.Of(outputSlopes.Span, l), output);
                if (more is var (codes, moreSlopes, moreOutputs))
                {
                    moreSlopes.AddUnit(l, values.EncoderInput, own);
                    codes.AddUnit(l, Segment<T>.Of(moreOutputs.Span, l), output);
                }
                if (values.TakesOff && update._unitSums[l] is not 0 and var sum)
                    for (var j = 0; j < row.Length; j++) line[1 + j] -= sum * double.CreateTruncating(row[j]);
                line[0] += update.Move(row, encoderPlace + l * row.Length, own, decay);
                if (update.HasUnitLength) UnitRows.Project(written, output);
                line[0] += update.Move(written, decoderPlace + l * written.Length, output, decay);
                if (update.HasUnitLength) UnitRows.SetLength(written);
            }
        }
    }

    private Parameters<T> Parameters => network.Parameters;

    private double WeightDecay => network.Options.WeightDecay;

    private bool HasUnitLength => unitwise.HasUnitLength;

    private double Move(Span<T> row, int place, ReadOnlySpan<T> gradient, double decay) => rule.MovePart(row, place, gradient, decay);
}
