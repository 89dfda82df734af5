using System.Text.RegularExpressions;

namespace SparseAutoencoders.Benchmarks;

/// <summary>Tables and pictures of the pages, made from results files. A page says where: the comment
/// <c>&lt;!-- bench PROCESSOR BENCHMARK PART --&gt;</c> … <c>&lt;!-- /bench --&gt;</c>; what stands between is replaced.</summary>
internal static partial class Pages
{
    /// <summary>Makes everything.</summary>
    /// <param name="results">Folder of the results.</param>
    /// <param name="write">False: only look.</param>
    /// <returns>Files that were not what the results say.</returns>
    public static IReadOnlyList<string> Make(string results, bool write)
    {
        var docs = Path.Combine(Repository.Path, "docs");
        var made = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var page in Directory.EnumerateFiles(docs, "*.md").Append(Path.Combine(Repository.Path, "README.md")))
        {
            made[page] = Place().Replace(File.ReadAllText(page), place =>
            {
                var benchmark = Commands.All.Single(benchmark => benchmark.Name == place.Groups["benchmark"].Value);
                var file = new ResultsFile(Path.Combine(results, place.Groups["processor"].Value, benchmark.Name + ".json"));
                foreach (var (name, content) in benchmark.Pictures(file)) made[Path.Combine(docs, "images", name)] = content;
                return $"{place.Groups["begin"].Value}\n{benchmark.Table(place.Groups["part"].Value, file).ReplaceLineEndings("\n").Trim()}\n{place.Groups["end"].Value}";
            });
        }
        var stale = made.Where(file => !File.Exists(file.Key) || File.ReadAllText(file.Key) != file.Value).ToList();
        if (write)
            foreach (var (path, content) in stale) File.WriteAllText(path, content);
        return [.. stale.Select(file => Path.GetRelativePath(Repository.Path, file.Key))];
    }

    [GeneratedRegex(@"(?<begin><!-- bench (?<processor>\S+) (?<benchmark>\S+) ?(?<part>\S*) -->).*?(?<end><!-- /bench -->)", RegexOptions.Singleline)]
    private static partial Regex Place();
}
