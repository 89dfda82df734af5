namespace SparseAutoencoders;

/// <summary>Finds the file of a folder that is of another kind than the others there, a README or a list of labels: what is wrong in it is no advice on columns.</summary>
/// <param name="paths">What was asked for.</param>
/// <param name="files">The files that stand for it.</param>
/// <param name="open">Opens one of them.</param>
internal sealed class OddFile(IReadOnlyList<string> paths, IReadOnlyList<string> files, Func<string, RowFileOptions, IRows> open)
{
    private const int MostAsked = 3;

    /// <summary>The line for a file that was refused and is not like the others.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">How it was read.</param>
    /// <param name="refusal">What was said of it.</param>
    /// <returns>Null if it is like one of the others, or none of them can be read either.</returns>
    public InvalidDataException? Refused(string file, RowFileOptions options, InvalidDataException refusal)
    {
        if (FolderOf(file) is not { } folder || !refusal.Message.StartsWith(file, StringComparison.Ordinal)) return null;
        var kind = KindOf(file, options);
        var others = files.Where(other => other != file).Take(MostAsked).Select(other => KindOf(other, options)).OfType<Kind>().ToList();
        if (others.Count == 0 || others.Exists(other => other == kind)) return null;
        var said = refusal.Message[file.Length..].TrimStart(',', ':', ' ');
        return Told(file, folder, said.IndexOf(". ", StringComparison.Ordinal) is >= 0 and var end ? said[..end] : said);
    }

    /// <summary>The line for rows of several widths: that of a file whose width fewest have.</summary>
    /// <param name="parts">The files' rows.</param>
    /// <returns>Null if all are of one width, or the file was named by itself.</returns>
    public InvalidDataException? InWidth(IReadOnlyList<IRows> parts)
    {
        // Columns of lists that hold no row do not show how wide they are.
        var widths = Enumerable.Range(0, parts.Count).Where(i => parts[i].Count > 0 || parts[i].NumberType == "text").GroupBy(i => parts[i].Width).OrderBy(same => same.Count()).ThenByDescending(same => same.First()).ToList();
        if (widths.Count < 2) return null;
        var (odd, usual) = (widths[0].First(), widths[^1].First());
        if (FolderOf(parts[odd].Name) is not { } folder) return null;
        return Told(parts[odd].Name, folder, $"its rows hold {parts[odd].Width} numbers, and those of {parts[usual].Name} {parts[usual].Width}");
    }

    private string? FolderOf(string file) => paths.FirstOrDefault(path => Directory.Exists(path) && file.StartsWith(Path.TrimEndingDirectorySeparator(path) + Path.DirectorySeparatorChar, StringComparison.Ordinal));

    // Read so that neither gaps nor words are refused.
    private Kind? KindOf(string file, RowFileOptions options)
    {
        try
        {
            using var rows = open(file, options with { KeepMissing = true, Text = new TextColumns() });
            return new Kind(rows.Width, rows.Columns is { } names ? string.Join('\n', names) : "");
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private InvalidDataException Told(string file, string folder, string finding)
    {
        var others = files.Where(other => other != file && FolderOf(other) == folder).Select(other => Path.GetRelativePath(folder, other)).ToList();
        var own = Path.GetRelativePath(folder, file);
        var (begin, end) = (others.Aggregate(Common), Path.GetExtension(others[0]));
        var fits = others.Count > 1 && others.TrueForAll(other => other.EndsWith(end, StringComparison.Ordinal) && !other.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal));
        if (own.EndsWith(end, StringComparison.Ordinal) && own.StartsWith(begin, StringComparison.Ordinal)) fits = false;
        else if (!own.EndsWith(end, StringComparison.Ordinal)) begin = "";
        return new($"{file}: is not like the other files of rows in {folder}: {finding}. Leave it out: name the others{(fits ? $", or give a pattern ('{Path.Combine(folder, $"{begin}*{end}")}')" : "")}.");
    }

    private static string Common(string a, string b) => a[..a.AsSpan().CommonPrefixLength(b)];

    /// <summary>What rows of one kind agree in.</summary>
    private sealed record Kind(int Width, string Names);
}
