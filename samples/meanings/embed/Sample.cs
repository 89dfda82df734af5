using System.Text.RegularExpressions;

namespace Embed;

/// <summary>Some of all synsets, drawn evenly.</summary>
internal static partial class Sample
{
    /// <summary>All synsets, shuffled; or one of each of as many equal stretches, class after class, then shuffled: each class has its share. The first rows are as good a sample as any.</summary>
    /// <param name="synsets">All.</param>
    /// <param name="rows">How many; null for all. What a definition calls obscene or a slur is in no sample, which is for showing.</param>
    /// <param name="seed">The same seed draws the same.</param>
    public static Synset[] Of(IEnumerable<Synset> synsets, int? rows, int seed)
    {
        var random = new Random(seed);                           // of a seed .NET promises the same numbers in every version
        var all = synsets.Where(synset => rows is null || !Coarse().IsMatch(synset.Definition)).OrderBy(synset => synset.Class, StringComparer.Ordinal).ToArray();
        var count = Math.Min(rows ?? all.Length, all.Length);
        Synset[] drawn = [.. Enumerable.Range(0, count).Select(i => all[random.Next(First(i), First(i + 1))])];
        random.Shuffle(drawn);
        return drawn;

        int First(int stretch) => (int)((long)stretch * all.Length / count);
    }

    [GeneratedRegex("obscen|vulgar|ethnic slur|slang for|disparaging|offensive (term|name|word)", RegexOptions.IgnoreCase)]
    private static partial Regex Coarse();
}
