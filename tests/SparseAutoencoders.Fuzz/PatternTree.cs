using System.Text;
using System.Text.RegularExpressions;
using SparseAutoencoders.Formats;

namespace SparseAutoencoders.Fuzz;

/// <summary>Paths and patterns, tried on a small tree of files: what they stand for is compared with what a regular expression says.</summary>
internal static class PatternTree
{
    private static readonly string[] Files = ["a.csv", "b.csv", "ab.csv", "c.npy", "[a].csv", "a*b.csv", "a\\b.csv", "a.b.csv", "é.csv", "sub/a.csv", "sub/b.txt", "sub/deep/a.csv", "sub/deep/note", "other/a.csv", "other.csv/b.csv"];

    private const int LongestPattern = 200;

    private static readonly Choices Choices = Choices.BuiltIn.WithMoreFormats();

    /// <summary>How many files a pattern can stand for.</summary>
    public static int Count => Files.Length;

    /// <summary>Patterns to begin with.</summary>
    public static IEnumerable<string> Seeds => ["*.csv", "?.csv", "a*b.csv", "a\\*.csv", "a\\b*", "[a]*", "su?/*", "*/*.csv", "*/deep/*", "./*.csv", "sub//*", "other*", "a.csv", "é*", "**", "*.*", "", "none*", "sub", "\"*", "*>", "*<a"];

    /// <summary>Keeps a path inside the tree. It is the user's own word and stands in messages as it is, so no line ends are tried.</summary>
    public static byte[] Dress(byte[] bytes)
    {
        var text = string.Concat(Encoding.UTF8.GetString(bytes).Where(c => !char.IsControl(c) && c is not ('\u2028' or '\u2029' or '\uFFFD')));
        while (text.Contains("..", StringComparison.Ordinal)) text = text.Replace("..", ".", StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text[..Math.Min(text.Length, LongestPattern)]);
    }

    /// <summary>Reads what a file's contents stand for as a pattern.</summary>
    public static void Read(string path)
    {
        var tree = path + ".tree";
        if (!Directory.Exists(tree)) Plant(tree);
        var text = File.ReadAllText(path);
        var pattern = Path.Combine(tree, text.TrimStart('/'));
        try
        {
            if (RowFiles.IsPattern(pattern)) Compare(tree, pattern[(tree.Length + 1)..], RowFiles.Find([pattern], Choices.Formats));
            Reader.ReadRows(tree, Choices.Open(pattern));
        }
        catch (Exception refusal) when (refusal is InvalidDataException or IOException or UnauthorizedAccessException && refusal.Message.StartsWith(tree, StringComparison.Ordinal))
        {
            throw new InvalidDataException(path + refusal.Message[tree.Length..], refusal);
        }
    }

    private static void Plant(string tree)
    {
        foreach (var file in Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(tree, file))!);
            File.WriteAllBytes(Path.Combine(tree, file), file.EndsWith(".npy", StringComparison.Ordinal) ? FileBytes.Npy("<f4", "(1, 2)", FileBytes.Singles(1, 2)) : [.. "1,2\n"u8]);
        }
    }

    // A folder stands for all below it that ends as a format does.
    private static void Compare(string tree, string pattern, List<string> found)
    {
        var whole = string.Join('/', pattern.Split('/').Where(part => part is not ("" or ".")).Select(part => Regex.Escape(part).Replace("\\*", "[^/]*", StringComparison.Ordinal).Replace("\\?", "[^/]", StringComparison.Ordinal)));
        var exact = new Regex($"^{whole}$", RegexOptions.Singleline | RegexOptions.NonBacktracking);
        var below = new Regex($"^{whole}/.*$", RegexOptions.Singleline | RegexOptions.NonBacktracking);
        var expected = Files.Where(file => exact.IsMatch(file) || (below.IsMatch(file) && Path.GetExtension(file).Length > 1)).Order(StringComparer.Ordinal);
        var actual = found.Select(file => Path.GetRelativePath(tree, Path.GetFullPath(file))).Order(StringComparer.Ordinal);
        if (!expected.SequenceEqual(actual)) throw new PromiseBroken($"'{pattern}' stands for {string.Join(" ", actual)}, not for {string.Join(" ", expected)}");
    }
}
