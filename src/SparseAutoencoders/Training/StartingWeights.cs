namespace SparseAutoencoders;

/// <summary>The weights of a model that is gone on with. Units that it does not have yet begin as its others are on average: as long, with the same biases and thresholds.</summary>
internal static class StartingWeights
{
    /// <param name="from">Its numbers.</param>
    /// <param name="to">As the mechanism begins; takes them. It has as many units, or more.</param>
    /// <param name="sparsity">The mechanism.</param>
    public static void Take<T>(Parameters<double> from, Parameters<T> to, SparsityOptions sparsity) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var known = from.HiddenUnits;
        foreach (var block in to.Table.Blocks)
        {
            if (from.Table.Blocks.FirstOrDefault(other => other.Name == block.Name && other.Columns == block.Columns && (other.IsPerUnit || other.Rows == block.Rows)) is null) continue;
            var (source, target) = (from[block.Name], to[block.Name]);
            for (var i = 0; i < source.All.Length; i++) target.All[i] = T.CreateTruncating(source.All[i]);
            if (!block.IsPerUnit || to.HiddenUnits == known) continue;
            if (block.Columns is null)
            {
                var mean = 0.0;
                foreach (var x in source.All) mean += x / known;
                target.All[known..].Fill(T.CreateTruncating(mean));
                continue;
            }
            var length = Enumerable.Range(0, known).Average(l => Math.Sqrt(Reductions.SquaredNorm<double>(source.Row(l))));
            for (var l = known; l < to.HiddenUnits; l++)
            {
                var row = target.Row(l);
                var factor = T.CreateTruncating(length / Math.Sqrt(Reductions.SquaredNorm<T>(row)));
                foreach (ref var x in row) x *= factor;
            }
        }
        if (sparsity is L0Options { DecoderNorm: DecoderNorm.Unit }) Shorten(to);
    }

    // What decoder rows lose in length, codes gain: only which are the largest of a row may change.
    private static void Shorten<T>(Parameters<T> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string[] vectors = [ParameterTable.EncoderBiases, L0Options.Thresholds, GatedOptions.GateBiases];
        for (var l = 0; l < parameters.HiddenUnits; l++)
        {
            var length = T.CreateTruncating(Math.Sqrt(Reductions.SquaredNorm<T>(parameters.DecoderWeights.Row(l))));
            if (!(length > T.Zero)) continue;
            foreach (ref var x in parameters.DecoderWeights.Row(l)) x /= length;
            foreach (ref var x in parameters.EncoderWeights.Row(l)) x *= length;
            foreach (var block in parameters.Table.Blocks.Where(block => vectors.Contains(block.Name))) parameters[block.Name].All[l] *= length;
        }
    }
}
