using System.Text.RegularExpressions;

namespace SparseAutoencoders.Checks;

/// <summary>What a single number of a model is called: its block and its place in it, counted from 0, as in <c>encoder.weight[3,17]</c>.</summary>
internal static partial class ParameterName
{
    /// <summary>Name of the number at a place among all.</summary>
    public static string Of(ParameterTable table, int place)
    {
        var block = table.BlockAt(place);
        var within = place - table.OffsetOf(block.Name);
        return block.Columns is { } columns
            ? string.Create(CultureInfo.InvariantCulture, $"{block.Name}[{within / columns},{within % columns}]")
            : string.Create(CultureInfo.InvariantCulture, $"{block.Name}[{within}]");
    }

    /// <summary>Place of the number of this name.</summary>
    /// <exception cref="ArgumentException">It is no name, or there is no such number.</exception>
    public static int Place(ParameterTable table, string name)
    {
        var names = string.Join(", ", table.Blocks.Where(block => block.IsLearned).Select(block => $"{block.Name} {Size(block)}"));
        var parts = Form().Match(name);
        if (!parts.Success)
            throw new ArgumentException($"parameter: '{MessageText.Visible(name)}' is no name of a number. Write a block and a place in it, counted from 0, as in encoder.weight[3,17] or encoder.bias[3].");
        var word = parts.Groups["block"].Value;
        if (table.Blocks.FirstOrDefault(block => block.Name == word && block.IsLearned) is not { } found)
        {
            var meant = table.Tied && word == ParameterTable.DecoderWeights ? "the weights are tied, so they are encoder.weight"
                : Nearest.To(word, table.Blocks.Select(block => block.Name)) is { } near ? $"perhaps {near} was meant" : "the name is none of the model's";
            throw new ArgumentException($"parameter: there is no block '{MessageText.Visible(word)}', {meant}. Take one of {names}.");
        }
        var row = int.TryParse(parts.Groups["row"].Value, out var first) ? first : int.MaxValue;
        var column = !parts.Groups["column"].Success ? 0 : int.TryParse(parts.Groups["column"].Value, out var second) ? second : int.MaxValue;
        if (parts.Groups["column"].Success != found.Columns is not null || row >= found.Rows || column >= (found.Columns ?? 1))
            throw new ArgumentException($"parameter: '{MessageText.Visible(name)}' lies outside {found.Name}, which is {Size(found)}. Count from 0{(found.Columns is null ? "" : ", rows first: a row is a hidden unit")}.");
        return table.OffsetOf(found.Name) + row * (found.Columns ?? 1) + column;
    }

    /// <summary>A block's size, as (196, 784).</summary>
    public static string Size(Block block) => $"({string.Join(", ", block.Shape)})";

    [GeneratedRegex(@"^(?<block>[^\[\]]+)\[(?<row>\d+)(,\s*(?<column>\d+))?\]$")]
    private static partial Regex Form();
}
