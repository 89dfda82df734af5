using System.IO.Enumeration;

namespace SparseAutoencoders;

/// <summary>Finds the files that are meant by paths, folders and patterns.</summary>
internal static class RowFiles
{
    private const int Deepest = 32;

    private static readonly char[] Wildcards = ['*', '?'];

    /// <summary>True if the path is a pattern: <c>*</c> and <c>?</c> stand for any letters or one, unless a file is called so.</summary>
    public static bool IsPattern(string path) => path.AsSpan().ContainsAny(Wildcards) && !File.Exists(path) && !Directory.Exists(path);

    /// <summary>The files, each pattern's and each folder's sorted by their path, so that they come in the same order on every machine.</summary>
    /// <param name="paths">Files, folders (with all below them), patterns.</param>
    /// <param name="formats">What a folder's files may be; its others are passed over. Formats whose files belong together (images) come before all others.</param>
    /// <exception cref="FileNotFoundException">A folder or pattern stands for nothing.</exception>
    public static List<string> Find(IReadOnlyList<string> paths, IReadOnlyList<RowFormat> formats)
    {
        var found = new List<string>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path)) found.AddRange(InFolder(path, formats));
            else if (IsPattern(path)) found.AddRange(Matching(path, formats));
            else found.Add(path);
        }
        return found;
    }

    private static List<string> InFolder(string folder, IReadOnlyList<RowFormat> formats)
    {
        var all = Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = Deepest, IgnoreInaccessible = false })
            .Order(StringComparer.Ordinal).ToList();
        foreach (var kind in (IEnumerable<IEnumerable<RowFormat>>)[formats.Where(format => format.OpenTogether is not null), formats])
        {
            if (all.Where(file => kind.Any(format => format.HasEnding(file))).ToList() is { Count: > 0 } fitting) return fitting;
        }
        throw new FileNotFoundException($"{folder}: holds no file of rows. Give a folder with files that end in {string.Join(" ", formats.SelectMany(format => format.Endings))}.");
    }

    private static List<string> Matching(string pattern, IReadOnlyList<RowFormat> formats)
    {
        List<string> found = [Path.IsPathRooted(pattern) ? Path.GetPathRoot(pattern)! : ""];
        foreach (var part in pattern[found[0].Length..].Split('/', Path.DirectorySeparatorChar))
        {
            if (part.Length == 0) continue;
            found = part.AsSpan().ContainsAny(Wildcards)
                ? [.. found.Where(folder => folder.Length == 0 || Directory.Exists(folder)).SelectMany(folder => In(folder, part))]
                : [.. found.Select(folder => Path.Combine(folder, part)).Where(Path.Exists)];
        }
        found.Sort(StringComparer.Ordinal);
        return found.Count > 0 ? [.. found.SelectMany(path => Directory.Exists(path) ? InFolder(path, formats) : [path])]
            : throw new FileNotFoundException($"{pattern}: no file has such a name. Check the pattern and the folder.");
    }

    // A backslash in a name is one: only where names cannot hold it does it part folders.
    private static IEnumerable<string> In(string folder, string part)
    {
        var literal = part.Replace("\\", "\\\\", StringComparison.Ordinal);
        return Directory.EnumerateFileSystemEntries(folder.Length == 0 ? "." : folder, "*", new EnumerationOptions { IgnoreInaccessible = false })
            .Select(entry => Path.GetFileName(entry)!)
            .Where(name => FileSystemName.MatchesSimpleExpression(literal, name, ignoreCase: false))
            .Select(name => Path.Combine(folder, name));
    }
}
