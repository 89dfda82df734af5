namespace SparseAutoencoders;

/// <summary>Has a reader of tables keep what is no number, in place of refusing it, and takes what it finds: to look at a table, not to learn from it.</summary>
public sealed class TextColumns
{
    private const long Bits = 0x7ff8_0000_0000_7e87;            // a quiet NaN that no computation gives

    private readonly Dictionary<int, string> _kinds = [];

    /// <summary>What stands for a cell that is no number: a NaN of its own, which reading as double keeps.</summary>
    public static double Cell => BitConverter.Int64BitsToDouble(Bits);

    /// <summary>True for <see cref="Cell"/>; no other NaN is it.</summary>
    public static bool IsCell(double number) => BitConverter.DoubleToInt64Bits(number) == Bits;

    /// <summary>Notes what a column holds that can hold no numbers.</summary>
    /// <param name="column">Its place in a row, from 0.</param>
    /// <param name="kind">What it holds, in words: "text", "dates or times".</param>
    public void Add(int column, string kind) => _kinds[column] = kind;

    /// <summary>What was noted of a column; null for one that can hold numbers.</summary>
    /// <param name="column">Its place in a row, from 0.</param>
    public string? KindOf(int column) => _kinds.GetValueOrDefault(column);
}
