using SparseAutoencoders;

namespace Meanings;

/// <summary>What is seen in rows: units, components, clusters. Each feature says of some rows how strongly it is there.</summary>
/// <param name="Count">How many.</param>
/// <param name="Of">Of a feature: rows, and a score each, in arrays that are the caller's. Rows it does not name do not have it.</param>
internal sealed record Features(int Count, Func<int, (int[] Rows, float[] Scores)> Of)
{
    /// <summary>Units: the rows each is active on.</summary>
    public static Features OfCodes(IRows codes)
    {
        var (rows, scores) = (new List<int>[codes.Width], new List<float>[codes.Width]);
        for (var l = 0; l < codes.Width; l++) (rows[l], scores[l]) = ([], []);
        const int Block = 4096;
        var numbers = new Matrix<float>(Math.Min(Block, codes.Count), codes.Width);
        for (var first = 0; first < codes.Count; first += Block)
        {
            numbers.Resize(Math.Min(Block, codes.Count - first));
            codes.Read(first, numbers.All);
            for (var r = 0; r < numbers.Rows; r++)
            {
                var row = numbers.Row(r);
                for (var l = row.IndexOfAnyExcept(0f); l >= 0; l = Next(row, l))
                {
                    rows[l].Add(first + r);
                    scores[l].Add(row[l]);
                }
            }
        }
        return new(codes.Width, l => ([.. rows[l]], [.. scores[l]]));

        static int Next(ReadOnlySpan<float> row, int l) => row[(l + 1)..].IndexOfAnyExcept(0f) is var step and >= 0 ? l + 1 + step : -1;
    }

    /// <summary>Columns, each as it is and negated: a large number may tell a class, or a small one.</summary>
    public static Features OfColumns(Matrix<float> numbers) =>
        new(2 * numbers.Columns, feature => ([.. Enumerable.Range(0, numbers.Rows)], [.. Enumerable.Range(0, numbers.Rows).Select(r => feature % 2 == 0 ? numbers[r, feature / 2] : -numbers[r, feature / 2])]));

    /// <summary>Clusters: a row has its own alone.</summary>
    /// <param name="nearest">The cluster of each row, and how near it is.</param>
    /// <param name="clusters">How many there are.</param>
    /// <param name="areGraded">Whether nearer rows have it more strongly, where a threshold is sought. Otherwise each has it as much as any other, since k-means codes a row by a single one; the nearest are last.</param>
    public static Features OfClusters((int Cluster, float Nearness)[] nearest, int clusters, bool areGraded)
    {
        var members = Enumerable.Range(0, nearest.Length).OrderBy(row => nearest[row].Nearness).ToLookup(row => nearest[row].Cluster);
        return new(clusters, cluster => ([.. members[cluster]], [.. members[cluster].Select(row => areGraded ? nearest[row].Nearness : 1)]));
    }
}
