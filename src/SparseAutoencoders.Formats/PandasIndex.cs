using System.Text.Json;
using System.Text.RegularExpressions;

namespace SparseAutoencoders.Formats;

/// <summary>Which columns of a file are the index of a pandas data frame: names of its rows, not measurements.</summary>
internal static partial class PandasIndex
{
    /// <summary>Says of a column's name whether it is one of them.</summary>
    /// <param name="note">What pandas noted in the file; null if there is nothing.</param>
    public static Func<string, bool> Of(string? note)
    {
        var names = Named(note);
        return name => names.Contains(name) || WithoutName().IsMatch(name);
    }

    // "index_columns" lists columns by their names, and ranges, which are no columns, as objects.
    private static HashSet<string> Named(string? note)
    {
        if (note is null) return [];
        try
        {
            using var json = JsonDocument.Parse(note);
            return json.RootElement is { ValueKind: JsonValueKind.Object } frame && frame.TryGetProperty("index_columns", out var columns) && columns.ValueKind == JsonValueKind.Array
                ? [.. columns.EnumerateArray().Where(column => column.ValueKind == JsonValueKind.String).Select(column => column.GetString()!)]
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    [GeneratedRegex("^__index_level_[0-9]+__$")]
    private static partial Regex WithoutName();
}
