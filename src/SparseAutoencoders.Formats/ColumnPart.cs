using System.Runtime.InteropServices;

namespace SparseAutoencoders.Formats;

/// <summary>Takes what a column holds for some rows, in order: a number a row, or lists that are all of one length.</summary>
/// <param name="table">The table.</param>
/// <param name="column">The column.</param>
/// <param name="spool">Takes the numbers.</param>
/// <param name="keepMissing">Missing values are taken as NaN, not refused.</param>
internal sealed class ColumnPart(TableColumns table, int column, Spool spool, bool keepMissing)
{
    private long _numbers;
    private int _lists, _elements;

    /// <summary>A row holds a list.</summary>
    public bool IsList { get; private set; }

    /// <summary>Numbers of a row: 1, or those of the first list.</summary>
    public int Length { get; private set; } = 1;

    /// <summary>How many rows there are.</summary>
    public long Rows => IsList ? _numbers == (long)_lists * Length ? _lists : -1 : _numbers;

    /// <summary>Takes numbers; NaN where one is missing. Lists are begun and their elements counted before.</summary>
    /// <exception cref="InvalidDataException">A value is missing, and that is not allowed.</exception>
    public void Add(ReadOnlySpan<double> numbers)
    {
        if (!keepMissing)
            for (var i = 0; i < numbers.Length; i++)
                if (double.IsNaN(numbers[i])) throw table.Missing(column, _lists == 1 ? 0 : (_numbers + i) / Length);
        spool.Append(MemoryMarshal.AsBytes(numbers));
        _numbers += numbers.Length;
    }

    /// <summary>Begins a row's list.</summary>
    /// <exception cref="InvalidDataException">The one before is not as long as the first.</exception>
    public void BeginList()
    {
        EndList();
        _lists = checked(_lists + 1);
        IsList = true;
    }

    /// <summary>Counts an element of the list that was begun.</summary>
    /// <param name="count">Or several.</param>
    /// <exception cref="InvalidDataException">They are more than the file may hold.</exception>
    public void CountElement(int count = 1)
    {
        table.Claim(count);
        _elements = checked(_elements + count);
    }

    /// <summary>Ends the last list.</summary>
    /// <exception cref="InvalidDataException">It is not as long as the first, or holds nothing.</exception>
    public void EndList()
    {
        if (_lists == 1) Length = _elements;
        if (_lists > 0 && (_elements != Length || _elements == 0)) throw table.Unequal(column, _lists - 1, _elements, Length);
        _elements = 0;
    }
}
