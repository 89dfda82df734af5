namespace SparseAutoencoders;

/// <summary>What somebody meant who mistyped a word.</summary>
public static class Nearest
{
    /// <summary>The candidate that takes the fewest typing errors (insert, delete, change, swap of neighbours), if they are few for its length.</summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        var best = candidates
            .Select(candidate => (candidate, errors: StartsAlike(word, candidate) ? 1 : Distance(word, candidate)))
            .OrderBy(pair => pair.errors).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .FirstOrDefault();
        var few = best.candidate is null ? 0 : Math.Min(Math.Max(2, best.candidate.Length / 3), Math.Min(word.Length, best.candidate.Length) - 1);   // something is right
        return best.errors <= few ? best.candidate : null;
    }

    // "--learn" means --learning-rate, though seven letters are missing.
    private static bool StartsAlike(string word, string candidate) =>
        word.Trim('-').Length >= 3 && candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase);

    private static int Distance(string a, string b)
    {
        (a, b) = (a.ToLowerInvariant(), b.ToLowerInvariant());
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(change, 1 + Math.Min(d[i - 1, j], d[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], 1 + d[i - 2, j - 2]);
            }
        }
        return d[a.Length, b.Length];
    }
}
