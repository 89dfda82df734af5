namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Puts rows through a model, block by block, and gathers what each unit does. Memory: one block of codes, and the codes of a sample.</summary>
internal static class FindingsWork
{
    private const int BlockNumbers = 1 << 22;            // codes of a block: 16 MB

    private const int SampleRows = 2000;                 // quantiles are looked for among as many rows, evenly spaced

    private const double SharePerUnit = 0.2, SharePerRow = 0.2;            // the rest is the figures, in double precision and with the decoder

    /// <param name="model">The model.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <exception cref="InvalidDataException">The rows are not what the model takes.</exception>
    public static Findings Run(SparseAutoencoder model, IRows rows, Action<double> progress, CancellationToken cancellation)
    {
        var units = Gather(model, rows, share => progress(SharePerUnit * share), cancellation);
        var (scores, inputs) = ScoreWork.Run(model, rows, share => progress(SharePerUnit + SharePerRow * share), cancellation);
        var counted = new CountedRows(rows, share => progress(SharePerUnit + SharePerRow + (1 - SharePerUnit - SharePerRow) * share));
        var evaluation = model.Evaluate(counted, cancellation);
        return new Findings { Evaluation = evaluation, OfModel = model.Findings(evaluation, cancellation: cancellation), Units = units(evaluation), Scores = scores, Inputs = inputs };
    }

    private static Func<Evaluation, IReadOnlyList<UnitFindings>> Gather(SparseAutoencoder model, IRows rows, Action<double> progress, CancellationToken cancellation)
    {
        var codes = model.Encode(rows);
        if (codes is ISparseRows few)
        {
            var found = FewCodesWork.Run(few, progress, cancellation);
            return evaluation => [.. found.Select((unit, l) => unit.ToFindings(l, rows.Count, evaluation))];
        }
        var units = model.HiddenUnits;
        var gathering = new Gathering(units, rows.Count, SampleRows);
        var height = Math.Clamp(BlockNumbers / units, 1, rows.Count);
        var block = new float[height * units];
        for (var first = 0; first < rows.Count; first += height)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(height, rows.Count - first);
            codes.Read<float>(first, block.AsSpan(0, count * units));
            gathering.Add(first, count, block);
            progress((double)(first + count) / rows.Count);
        }
        return evaluation => gathering.Units(evaluation);
    }

    private sealed class Gathering
    {
        private const int UnitsAtOnce = 128;

        private readonly int _units, _rows;
        private readonly double[] _sums, _squares;
        private readonly float[] _least, _most;
        private readonly int[] _histogram;
        private readonly RowActivation[] _top;
        private readonly int[] _sample;
        private readonly float[] _sampled;
        private int _sampledRows;

        public Gathering(int units, int rows, int sampleRows)
        {
            (_units, _rows) = (units, rows);
            (_sums, _squares, _least, _most) = (new double[units], new double[units], new float[units], new float[units]);
            Array.Fill(_least, float.PositiveInfinity);
            Array.Fill(_most, float.NegativeInfinity);
            _histogram = new int[units * Findings.Bins];
            _top = new RowActivation[units * Findings.Strongest];
            Array.Fill(_top, new RowActivation(-1, float.NegativeInfinity));
            var size = Math.Min(rows, sampleRows);
            _sample = [.. Enumerable.Range(0, size).Select(s => (int)((long)s * rows / size))];
            _sampled = new float[units * size];
        }

        /// <summary>Takes in codes, (count, units), of consecutive rows.</summary>
        public void Add(int first, int count, float[] codes)
        {
            var end = _sampledRows;
            while (end < _sample.Length && _sample[end] < first + count) end++;
            Parallel.For(0, (_units + UnitsAtOnce - 1) / UnitsAtOnce, part =>
            {
                var (from, to) = (part * UnitsAtOnce, Math.Min((part + 1) * UnitsAtOnce, _units));
                for (var r = 0; r < count; r++)
                {
                    for (var l = from; l < to; l++) Add(first + r, l, codes[r * _units + l]);
                }
                for (var s = _sampledRows; s < end; s++)
                {
                    for (var l = from; l < to; l++) _sampled[l * _sample.Length + s] = codes[(_sample[s] - first) * _units + l];
                }
            });
            _sampledRows = end;
        }

        public IReadOnlyList<UnitFindings> Units(Evaluation evaluation)
        {
            var units = new UnitFindings[_units];
            Parallel.For(0, _units, l => units[l] = new UnitFindings
            {
                Unit = l,
                Density = evaluation.Densities[l],
                MeanActivation = evaluation.MeanActivations[l],
                Least = _least[l],
                Most = _most[l],
                Selectivity = Sparseness(_sums[l], _squares[l], _rows),
                Histogram = [.. _histogram.AsSpan(l * Findings.Bins, Findings.Bins).ToArray().Select(count => (long)count)],
                Top = [.. _top.AsSpan(l * Findings.Strongest, Math.Min(Findings.Strongest, _rows))],
                Spread = Spread(l),
            });
            return units;
        }

        private void Add(int row, int l, float code)
        {
            _sums[l] += code;
            _squares[l] += (double)code * code;
            if (code < _least[l]) _least[l] = code;
            if (code > _most[l]) _most[l] = code;
            _histogram[l * Findings.Bins + Math.Clamp((int)(code * Findings.Bins), 0, Findings.Bins - 1)]++;
            // Strictly larger: of equal ones the first rows stay, whatever the blocks.
            var place = (l + 1) * Findings.Strongest - 1;
            if (!(code > _top[place].Activation)) return;
            for (; place > l * Findings.Strongest && code > _top[place - 1].Activation; place--) _top[place] = _top[place - 1];
            _top[place] = new RowActivation(row, code);
        }

        private RowActivation[] Spread(int l)
        {
            var sampled = _sampled.AsSpan(l * _sample.Length, _sample.Length).ToArray();
            var rows = (int[])_sample.Clone();
            Array.Sort(sampled, rows);
            return [.. Findings.Quantiles.Select(q => (int)(q * (rows.Length - 1) + 0.5)).Select(at => new RowActivation(rows[at], sampled[at]))];
        }

    }

    /// <summary>As for the figure of that name: Vinje and Gallant (2000); see CodeStatistics.</summary>
    internal static double Sparseness(double sum, double squares, int count) =>
        count < 2 || squares == 0 ? 0 : (1 - sum / count * (sum / count) / (squares / count)) / (1 - 1.0 / count);
}
