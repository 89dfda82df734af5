using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SparseAutoencoders.Formats;

/// <summary>What the text of a cell stands for.</summary>
internal static partial class CellText
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> MissingMarks = ((string[])
    [
        "", "?", "-", "--", "---", ".", "..", "NA", "N/A", "N.A.", "N.A", "n/a.", "<NA>", "NaT", "null", "(null)", "<null>", "None", "\\N", "missing",
        "#N/A", "#N/A N/A", "#NA", "#NULL!", "#DIV/0!", "#NUM!", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN",
    ]).ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>A number, or a truth value: true is 1, false 0.</summary>
    public static bool TryParse(ReadOnlySpan<char> cell, out double number)
    {
        if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out number)) return true;
        cell = cell.Trim();
        if (Is(cell, "false")) return true;                      // number is 0
        number = Is(cell, "true") ? 1
            : Is(cell, "inf") || Is(cell, "+inf") ? double.PositiveInfinity
            : Is(cell, "-inf") ? double.NegativeInfinity
            : 0;
        return number != 0 || (!cell.IsEmpty && double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out number));
    }

    /// <summary>Nothing, or what people and programs write for nothing.</summary>
    public static bool IsMissing(ReadOnlySpan<char> cell) => MissingMarks.Contains(cell.Trim());

    /// <summary>A number, or one that is missing.</summary>
    public static bool IsNumeric(ReadOnlySpan<char> cell) => TryParse(cell, out _) || IsMissing(cell);

    /// <summary>A number whose decimals follow a comma, as far as its own text says.</summary>
    public static bool HasDecimalComma(ReadOnlySpan<char> cell) => DecimalComma().IsMatch(cell.Trim());

    /// <summary>A number with marks between its thousands, as far as its own text says.</summary>
    public static bool HasThousands(ReadOnlySpan<char> cell) => Thousands().IsMatch(cell.Trim());

    /// <summary>An index and a number, as SVMlight writes them: 3:0.5.</summary>
    public static bool IsPair(ReadOnlySpan<char> cell) => Pair().IsMatch(cell);

    private static bool Is(ReadOnlySpan<char> cell, string word) => cell.Equals(word, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^[+-]?[0-9]*,[0-9]+([eE][+-]?[0-9]+)?$")]
    private static partial Regex DecimalComma();

    [GeneratedRegex(@"^[0-9]+:[+-]?[0-9.]+([eE][+-]?[0-9]+)?$")]
    private static partial Regex Pair();

    [GeneratedRegex(@"^[+-]?[1-9][0-9]{0,2}([,'’ \u00a0\u202f][0-9]{3})+(\.[0-9]*)?$|^[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+,[0-9]*$")]
    private static partial Regex Thousands();
}
