namespace SparseAutoencoders;

/// <summary>How well an activation tells labels, over all rows: those that are not listed are 0.</summary>
internal sealed class LabelScores(RowLabels labels)
{
    private readonly int[] _counts = labels.Counts;
    private readonly int _labelled = labels.Classes.Count(of => of >= 0);

    /// <summary>The label that is told best: the one of the largest F1, of equal ones the first; null where no row is active.</summary>
    /// <param name="rows">Rows where the activation is not 0.</param>
    /// <param name="values">It itself there, above 0.</param>
    public LabelScore? Best(int[] rows, float[] values)
    {
        var scores = All(rows, values);
        return scores.Where(score => score.F1 > 0).MaxBy(score => score.F1);
    }

    /// <summary>A score for each label, in the order of <see cref="RowLabels.Names"/>.</summary>
    public LabelScore[] All(int[] rows, float[] values)
    {
        var classes = labels.Classes;
        var (keys, order) = ((float[])values.Clone(), (int[])rows.Clone());
        Array.Sort(keys, order);
        var (seen, ranks, best, from, precision, recall) = (new int[_counts.Length], new double[_counts.Length], new double[_counts.Length], new float[_counts.Length], new double[_counts.Length], new double[_counts.Length]);
        var taken = 0;                                           // labelled rows so far, the strongest first
        for (var end = order.Length; end > 0;)
        {
            var begin = end - 1;
            while (begin > 0 && keys[begin - 1] == keys[end - 1]) begin--;
            var tied = 0;
            for (var i = begin; i < end; i++) tied += classes[order[i]] >= 0 ? 1 : 0;
            for (var i = begin; i < end; i++)
            {
                if (classes[order[i]] is not (>= 0 and var c)) continue;
                seen[c]++;
                ranks[c] += taken + (tied + 1) / 2.0;
            }
            taken += tied;
            for (var i = begin; i < end; i++)
            {
                if (classes[order[i]] is not (>= 0 and var c)) continue;
                var f1 = 2.0 * seen[c] / (taken + _counts[c]);
                if (f1 > best[c]) (best[c], from[c], precision[c], recall[c]) = (f1, keys[begin], (double)seen[c] / taken, (double)seen[c] / _counts[c]);
            }
            end = begin;
        }
        var zero = taken + (_labelled - taken + 1) / 2.0;        // the rank of all rows on which it is 0
        return
        [
            .. labels.Names.Select((name, c) =>
            {
                double own = _counts[c], others = _labelled - _counts[c];
                var sum = ranks[c] + (own - seen[c]) * zero;
                return new LabelScore(name, from[c], precision[c], recall[c], best[c], others == 0 ? double.NaN : 1 - (sum - own * (own + 1) / 2) / (own * others));
            }),
        ];
    }

    /// <summary>The labels of some rows, the most frequent first.</summary>
    public IReadOnlyList<UnitLabel> Shares(ReadOnlySpan<int> rows, int count)
    {
        var (counts, known) = (new int[_counts.Length], 0);
        foreach (var row in rows)
        {
            if (labels.Classes[row] is not (>= 0 and var c)) continue;
            counts[c]++;
            known++;
        }
        return
        [
            .. Enumerable.Range(0, counts.Length).Where(c => counts[c] > 0).OrderByDescending(c => counts[c]).ThenBy(c => c).Take(count)
                .Select(c => new UnitLabel(labels.Names[c], (double)counts[c] / known, (double)_counts[c] / _labelled)),
        ];
    }
}
