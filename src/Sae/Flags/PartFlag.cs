using System.CommandLine;
using System.Globalization;
using SparseAutoencoders;

namespace Sae.Flags;

/// <summary>--part I/N: the I-th of N parts of the rows, so that as many machines can share the work without knowing of each other.</summary>
internal sealed class PartFlag
{
    private readonly Flag<(int Number, int Count)> _flag = new("Data", "--part", "I/N", "only the I-th of N parts of the rows; put together in order, the files of all parts are that of all rows", Parse)
    {
        Default = "all rows",
        Range = "I from 1 to N, N at most the rows",
    };

    /// <summary>The flag.</summary>
    public Option Option => _flag;

    /// <summary>The rows of the part that is asked for, or all; the source stays open.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="first">Takes the first of them.</param>
    /// <exception cref="WrongUse">There are fewer rows than parts.</exception>
    public IRows Of(ParseResult parse, IRows rows, out int first)
    {
        first = 0;
        if (!_flag.IsGiven(parse)) return rows;
        var (number, count) = _flag.Read(parse);
        if (count > rows.Count)
            throw new WrongUse(_flag.Name, string.Create(CultureInfo.InvariantCulture, $"{count} parts are asked for, and {rows.Name} holds {rows.Count} rows"), "Ask for fewer parts");
        first = Bound(number - 1);
        return rows.Slice(first, Bound(number) - first);

        int Bound(int part) => (int)((long)rows.Count * part / count);
    }

    /// <summary>What is written: in text, the first part alone begins with the columns' names.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="made">What was made of the part.</param>
    /// <param name="path">The file.</param>
    public IRows Written(ParseResult parse, IRows made, string path) =>
        _flag.IsGiven(parse) && _flag.Read(parse).Number > 1 && path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? new UnnamedRows(made) : made;

    private static (int Number, int Count) Parse(string name, string text) =>
        text.Split('/') is [var first, var second]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && number >= 1 && number <= count
            ? (number, count)
            : throw new WrongUse(name, $"'{MessageText.Visible(text)}' is no part", "Give its number and how many there are, as in 1/4 to 4/4");

    private sealed class UnnamedRows(IRows rows) : RowView(rows)
    {
        public override IReadOnlyList<string>? Columns => null;

        public override void Read<T>(int first, Span<T> destination) => Source.Read(first, destination);
    }
}
