using System.Globalization;
using SparseAutoencoders;

namespace Tables;

/// <summary>A table with words and gaps as rows of numbers.</summary>
internal static class TableRows
{
    // begins
    /// <summary>The lines of a CSV file without quotes, each cell by its column's name.</summary>
    public static List<Dictionary<string, string>> Read(string path)
    {
        var lines = File.ReadLines(path).Select(line => line.Split(',')).ToList();
        return [.. lines.Skip(1).Select(cells => lines[0].Zip(cells).ToDictionary(cell => cell.First, cell => cell.Second))];
    }

    /// <summary>The inputs: a name for each column of numbers, and "column=word" for each word of a column of words.</summary>
    public static string[] Inputs(List<Dictionary<string, string>> lines, string[] numbers, string[] words) =>
        [.. numbers, .. words.SelectMany(column => lines.Select(line => line[column]).Distinct().Order(StringComparer.Ordinal).Select(word => $"{column}={word}"))];

    /// <summary>One line as numbers: a word is 1 in its own input and 0 in the others, an empty cell is NaN, a missing value.</summary>
    public static float[] Encode(IReadOnlyList<string> inputs, Dictionary<string, string> line) => [.. inputs.Select(input =>
        input.Split('=') is [var column, var word] ? (line[column] == word ? 1 : 0)
        : line[input].Length == 0 ? float.NaN
        : float.Parse(line[input], CultureInfo.InvariantCulture))];

    /// <summary>Many lines as rows that know the names of their inputs.</summary>
    public static IRows Encode(IReadOnlyList<string> inputs, List<Dictionary<string, string>> lines)
    {
        var numbers = new Matrix<float>(lines.Count, inputs.Count);
        for (var row = 0; row < lines.Count; row++) Encode(inputs, lines[row]).CopyTo(numbers.Row(row));
        return new MemoryRows<float>(numbers, image: null, "pumps.csv") { Columns = inputs };
    }
    // ends
}
