namespace SparseAutoencoders;

/// <summary>Candidates of a whole batch: a set for each of this machine's shards, beside those of the other machines.</summary>
internal static class BatchCandidates
{
    /// <summary>How many there are.</summary>
    public static long Count<T>(IReadOnlyList<Candidates<T>> sets, Shards shards) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var count = 0L;
        foreach (var set in sets) count += set.Count;
        return shards.Sum(count);
    }

    /// <summary>The so-manieth largest score, of which there are as many.</summary>
    public static T LargestScore<T>(IReadOnlyList<Candidates<T>> sets, Shards shards, long count) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (sets.Count == 1 && shards.IsAlone) return sets[0].LargestScore(count);
        var mine = new T[sets.Sum(set => set.Count)];
        var place = 0;
        foreach (var set in sets)
        {
            var scores = set.CopyScores();
            scores.CopyTo(mine.AsSpan(place));
            place += scores.Length;
        }
        return Order.Largest(shards.IsAlone ? mine.AsSpan() : shards.Gather<T>(mine).AsSpan(), (int)count);
    }

    /// <summary>Leaves so many: what scores above a level, and of those that score as much the first.</summary>
    public static void KeepAbove<T>(IReadOnlyList<Candidates<T>> sets, Shards shards, T level, long count) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (above, equal) = (0L, new long[sets.Count]);
        for (var i = 0; i < equal.Length; i++)
        {
            foreach (var score in sets[i].CopyScores())
            {
                if (score > level) above++;
                else if (score == level) equal[i]++;
            }
        }
        var ties = count - shards.Sum(above);
        var all = shards.Gather<long>(equal);
        for (var i = 0; i < all.Length; i++)
        {
            var taken = Math.Clamp(ties, 0, all[i]);
            ties -= taken;
            if (i - shards.Group.Rank * sets.Count is >= 0 and var own && own < sets.Count) sets[own].KeepAbove(level, taken);
        }
    }

    /// <summary>Leaves the so many with the largest scores, of equal ones the first; all where there are fewer.</summary>
    /// <returns>The smallest score that is left; the bound where all are.</returns>
    public static T KeepLargest<T>(IReadOnlyList<Candidates<T>> sets, Shards shards, long count, T bound) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Count(sets, shards) <= count) return bound;
        var level = count == 0 ? T.PositiveInfinity : LargestScore(sets, shards, count);
        KeepAbove(sets, shards, level, count);
        return level;
    }
}
