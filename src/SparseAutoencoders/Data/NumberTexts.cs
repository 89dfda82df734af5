using System.Buffers;

namespace SparseAutoencoders;

/// <summary>A column of numbers, told as texts when it is asked for: the shortest that read back as the same number, whole ones without a point, bytes as they are stored. Nothing for one that is missing.</summary>
/// <param name="rows">Where the numbers are.</param>
/// <param name="column">The column, from 0.</param>
/// <param name="owned">The rows are disposed with it.</param>
internal sealed class NumberTexts(IRows rows, int column, bool owned = false) : IRowTexts, IDisposable
{
    public int Count => rows.Count;

    public string this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(row);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
            var numbers = ArrayPool<double>.Shared.Rent(rows.Width);
            rows.Read(row, numbers.AsSpan(0, rows.Width));
            var number = numbers[column];
            ArrayPool<double>.Shared.Return(numbers);
            return Text(number, rows.NumberType);
        }
    }

    /// <summary>Those of a file of their own.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">What it holds; owned by what is returned.</param>
    /// <param name="column">A column of it, in words; null where it has only one.</param>
    /// <exception cref="InvalidDataException">There is no such column, or there are several.</exception>
    public static NumberTexts Of(string path, IRows rows, string? column)
    {
        try
        {
            if (column is null && rows.Width > 1) throw new InvalidDataException($"{path}: holds {rows.Width} numbers a row, where one is wanted as its text. Say which column it is: {path}:1 is the first.");
            return new NumberTexts(rows, column is null ? 0 : ColumnChoice.One(path, column, rows.Columns, rows.Width), owned: true);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>A number's text.</summary>
    /// <param name="number">The number, as <see cref="IRows.Read"/> gives it.</param>
    /// <param name="type">What it is stored as: <see cref="IRows.NumberType"/>.</param>
    public static string Text(double number, string type) => (number, type) switch
    {
        (double.NaN, _) => "",
        (_, "uint8") => Math.Round(number * byte.MaxValue).ToString(CultureInfo.InvariantCulture),
        (_, "bool") => number != 0 ? "true" : "false",
        (_, "float32") => ((float)number).ToString(CultureInfo.InvariantCulture),
        (_, "float16") => ((Half)number).ToString(CultureInfo.InvariantCulture),
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    public void Dispose()
    {
        if (owned) rows.Dispose();
    }
}
