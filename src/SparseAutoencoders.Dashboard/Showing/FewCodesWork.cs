using System.Numerics;

namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>What each unit does over rows where most codes are 0: they are read without their zeros. Memory: a block of codes, and of each unit a histogram and some of its rows.</summary>
internal static class FewCodesWork
{
    private const int BlockRows = 2048;

    // Of a unit's active rows, drawn by their numbers: where they become as many, half of them go.
    private const int MostKept = 256;

    /// <param name="codes">Codes of all rows.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <returns>A gathering a unit.</returns>
    public static IReadOnlyList<Gathering> Run(ISparseRows codes, Action<double> progress, CancellationToken cancellation)
    {
        var units = new Gathering[codes.Width];
        for (var l = 0; l < units.Length; l++) units[l] = new Gathering();
        var block = new SparseCodes<float>();
        for (var first = 0; first < codes.Count; first += BlockRows)
        {
            cancellation.ThrowIfCancellationRequested();
            codes.ReadSparse(first, Math.Min(BlockRows, codes.Count - first), block);
            for (var r = 0; r < block.Rows; r++)
                for (var place = block.StartOf(r); place < block.StartOf(r + 1); place++)
                    if (block.Values[place] > 0) units[block.Units[place]].Add(first + r, block.Values[place]);
            progress((first + block.Rows) / (double)codes.Count);
        }
        return units;
    }

    /// <summary>A unit's activations that are not 0, row after row.</summary>
    internal sealed class Gathering
    {
        private readonly long[] _histogram = new long[Findings.Bins];
        private readonly List<RowActivation> _top = [], _kept = [];
        private double _least = double.PositiveInfinity, _reach, _sum, _squares;
        private int _halvings;

        /// <summary>Rows on which it is active.</summary>
        public int Active { get; private set; }

        /// <summary>What a unit with these activations does.</summary>
        /// <param name="unit">Which unit.</param>
        /// <param name="rows">All rows.</param>
        /// <param name="evaluation">The figures.</param>
        public UnitFindings ToFindings(int unit, int rows, Evaluation evaluation) => new()
        {
            Unit = unit,
            CodesAreSparse = true,
            Density = (double)Active / rows,
            MeanActivation = evaluation.MeanActivations[unit],
            Least = Active < rows ? 0 : _least,
            Most = _top.Count == 0 ? 0 : _top[0].Activation,
            Reach = _reach,
            Similarity = evaluation.DecoderSimilarities[unit],
            Selectivity = FindingsWork.Sparseness(_sum, _squares, rows),
            Histogram = _histogram,
            Top = _top,
            Spread = Spread(),
        };

        public void Add(int row, float code)
        {
            Count(code);
            (_least, _sum, _squares) = (Math.Min(_least, code), _sum + code, _squares + (double)code * code);
            Active++;
            if (IsDrawn(row)) Keep(new RowActivation(row, code));
            // Of equal ones the first rows stay.
            if (_top.Count == Findings.Strongest && !(code > _top[^1].Activation)) return;
            if (_top.Count == Findings.Strongest) _top.RemoveAt(_top.Count - 1);
            var place = _top.Count;
            while (place > 0 && code > _top[place - 1].Activation) place--;
            _top.Insert(place, new RowActivation(row, code));
        }

        // Each bin holds its upper edge. Bins reach to a power of two that no activation is above. Where one is, every two bins become one: nothing depends on the order of rows.
        private void Count(float code)
        {
            if (_reach == 0) _reach = Math.Pow(2, Math.Ceiling(Math.Log2(code)));
            for (; code > _reach; _reach *= 2)
            {
                for (var bin = 0; bin < _histogram.Length; bin++) _histogram[bin] = 2 * bin < _histogram.Length ? _histogram[2 * bin] + _histogram[2 * bin + 1] : 0;
            }
            // Exact: a float by a power of two, times a small number, in double.
            _histogram[Math.Max((int)Math.Ceiling(code / _reach * _histogram.Length) - 1, 0)]++;
        }

        private void Keep(RowActivation row)
        {
            _kept.Add(row);
            if (_kept.Count < MostKept) return;
            _halvings++;
            _kept.RemoveAll(kept => !IsDrawn(kept.Row));
        }

        // By chance, the same chance each time: rows at even distances could all be of one kind. The bits are mixed as by MurmurHash3's last steps.
        private bool IsDrawn(int row)
        {
            var bits = (uint)row;
            bits = (bits ^ (bits >> 16)) * 0x85EBCA6B;
            bits = (bits ^ (bits >> 13)) * 0xC2B2AE35;
            return BitOperations.TrailingZeroCount(bits ^ (bits >> 16)) >= _halvings;
        }

        private RowActivation[] Spread()
        {
            var ordered = _kept.OrderBy(row => row.Activation).ThenBy(row => row.Row).ToArray();
            return ordered.Length == 0 ? [] : [.. Findings.Quantiles.Select(q => ordered[(int)(q * (ordered.Length - 1) + 0.5)])];
        }
    }
}
