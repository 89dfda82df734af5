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

    private readonly double[] _slopes = new double[network.Parameters.HiddenUnits];
    private readonly UnitTerms<T>?[] _more = new UnitTerms<T>?[network.Shards.Own];
    private readonly BlockSums _sums = new(network.Parameters.Inputs + 1);
    private readonly double[] _total = new double[network.Parameters.Inputs + 1];

    /// <summary>One batch from input to moved parameters. Where the objective is not finite, they stay as they are.</summary>
    /// <param name="values">This machine's passes, one a shard.</param>
    /// <param name="gradients">Their gradients.</param>
    /// <param name="weightGradients">Takes those of all but the weights.</param>
    /// <param name="rate">Size of the step.</param>
    public LossTerms Run(Pass<T>[] values, Pass<T>[] gradients, Parameters<T> weightGradients, double rate)
    {
        var parameters = network.Parameters;
        var terms = network.StepToUnits(values, gradients, weightGradients, _more, _slopes);
        if (!double.IsFinite(terms.Total)) return terms;
        var blocks = RowBlocks.Count(parameters.HiddenUnits);
        _sums.Prepare(blocks);
        rule.BeginParts(rate);
        workers.Run(blocks, new Units(this, values, gradients, network.Shards.IsAlone ? null : weightGradients));
        _sums.Total(blocks, _total);
        if (values[0].TakesOff)
            for (var j = 0; j < parameters.Inputs; j++) weightGradients.DecoderBiases[j] += T.CreateTruncating(_total[1 + j]);
        foreach (var block in parameters.Table.Blocks)
        {
            if (!block.IsLearned || block.Name is ParameterTable.EncoderWeights or ParameterTable.DecoderWeights) continue;
            var squares = rule.MovePart(parameters[block.Name].All, parameters.Table.OffsetOf(block.Name), weightGradients[block.Name].All, block.IsDecayed ? network.Options.WeightDecay : 0);
            if (block.IsDecayed) _total[0] += squares;
        }
        unitwise.EndStep();
        return terms with { WeightDecay = network.Options.WeightDecay * _total[0] };
    }

    // made: the gradients of the weights where they are there, else null.
    private readonly struct Units(UnitwiseUpdate<T> update, Pass<T>[] values, Pass<T>[] gradients, Parameters<T>? made) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (parameters, decay) = (update.Parameters, update.WeightDecay);
            var (encoder, decoder) = (parameters.EncoderWeights, parameters.DecoderWeights);
            var (encoderPlace, decoderPlace) = (parameters.Table.OffsetOf(ParameterTable.EncoderWeights), parameters.Table.OffsetOf(ParameterTable.DecoderWeights));
            var line = update._sums.SumsOf(task);
            var (first, units) = RowBlocks.Bounds(task, encoder.Rows);
            for (var l = first; l < first + units; l++)
            {
                var row = encoder.Row(l);
                var written = decoder.Row(l);
                var both = made is null ? Sum(l, encoder.Columns, decoder.Columns) : default;
                var own = made is null ? both[..encoder.Columns] : made.EncoderWeights.Row(l);
                var output = made is null ? both[encoder.Columns..] : made.DecoderWeights.Row(l);
                if (values[0].TakesOff && update._slopes[l] is not 0 and var sum)
                    for (var j = 0; j < row.Length; j++) line[1 + j] -= sum * double.CreateTruncating(row[j]);
                line[0] += update.Move(row, encoderPlace + l * row.Length, own, decay);
                if (update.HasUnitLength) UnitRows.Project(written, output);
                line[0] += update.Move(written, decoderPlace + l * written.Length, output, decay);
                if (update.HasUnitLength) UnitRows.SetLength(written);
            }
        }

        // The gradients of a unit's two rows, side by side: of each shard, added up as a tree.
        private Span<T> Sum(int l, int inputs, int outputs)
        {
            var (width, last) = (inputs + outputs, -1);
            var size = (1 + BitOperations.Log2((uint)values.Length)) * width;
            if (_room is null || _room.Length < size) _room = new T[size];
            for (var shard = 0; shard < values.Length; shard++)
            {
                var both = _room.AsSpan(++last * width, width);
                var own = both[..inputs];
                var output = both[inputs..];
                both.Clear();
                gradients[shard].SparseCodes!.AddUnit(l, values[shard].EncoderInput, own);
                values[shard].SparseCodes!.AddUnit(l, Segment<T>.Of(gradients[shard].LogitSegments.Span, l), output);
                if (update._more[shard] is var (codes, slopes, outputSlopes))
                {
                    slopes.AddUnit(l, values[shard].EncoderInput, own);
                    codes.AddUnit(l, Segment<T>.Of(outputSlopes.Span, l), output);
                }
                for (var closed = shard; (closed & 1) == 1; closed >>= 1, last--)
                {
                    var left = _room.AsSpan((last - 1) * width, width);
                    Elementwise.Map<T, Add<T>>(left, _room.AsSpan(last * width, width), left, default);
                }
            }
            return _room.AsSpan(0, width);
        }
    }

    private Parameters<T> Parameters => network.Parameters;

    private double WeightDecay => network.Options.WeightDecay;

    private bool HasUnitLength => unitwise.HasUnitLength;

    private double Move(Span<T> row, int place, ReadOnlySpan<T> gradient, double decay) => rule.MovePart(row, place, gradient, decay);
}
