using System.Text.Unicode;

namespace SparseAutoencoders.Formats;

/// <summary>Takes a column's texts, in order, as UTF-8; they may not be more than the file bears out.</summary>
/// <param name="table">The table.</param>
/// <param name="column">The column.</param>
/// <param name="texts">Takes the texts.</param>
/// <param name="mostBytes">Bytes of all texts, at most: a run of equal ones takes a few bytes, however long they are.</param>
internal sealed class ColumnTexts(TableColumns table, int column, SpooledTexts texts, long mostBytes)
{
    /// <summary>How many were taken.</summary>
    public int Count { get; private set; }

    /// <summary>Takes the next row's text.</summary>
    /// <exception cref="InvalidDataException">It is no UTF-8, or there are more than the file may hold.</exception>
    public void Add(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text)) throw table.NoText(column, Count);
        if (texts.Length + text.Length > mostBytes) throw table.Fault(column, $"claims more than {mostBytes} bytes of text. The file is damaged, or holds hardly anything but equal values: get it again, or save the texts as lines of a file.");
        texts.Add(text);
        Count++;
    }

    /// <summary>Takes a number or a date as the next row's text.</summary>
    public void Add(string number)
    {
        texts.Add(number);
        Count++;
    }

    /// <summary>The next row has none.</summary>
    public void AddMissing() => Add("");
}
