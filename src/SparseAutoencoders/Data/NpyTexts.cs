using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace SparseAutoencoders;

/// <summary>Texts beside rows in an NPY file: texts of one length (<c>&lt;U12</c>), bytes that are UTF-8 (<c>|S12</c>), dates (<c>&lt;M8[D]</c>), and numbers.</summary>
internal static class NpyTexts
{
#if DEBUG
    private const int BytesPerBlock = 50;
#else
    private const int BytesPerBlock = 1 << 16;
#endif

    // Bytes of one text, at most.
    private const long Longest = 1 << 26;

    private const int LetterSize = sizeof(uint), DateSize = sizeof(long);

    /// <summary>Reads them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="column">Number of a column, from 1; null for the only one.</param>
    /// <exception cref="InvalidDataException">There are none, there is no such column, or several and none is said.</exception>
    public static IRowTexts Open(string path, string? column)
    {
        var source = ByteSource.Open(path);
        try
        {
            if (NpyHeader.Read(source) is { Type: { } type } header && Size(path, type) is { } size)
            {
                using (source) return Read(source, header, type, size, column);
            }
            return NumberTexts.Of(path, NpyRows.Open(source, least: 1), column);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private static char Kind(string type) => type.TrimStart('<', '>', '=', '|').FirstOrDefault();

    // Bytes of an element; null for what is no text.
    private static long? Size(string path, string type)
    {
        var kind = Kind(type);
        if (kind == 'M') return DateSize;
        if (kind is not ('U' or 'S' or 'a')) return null;
        if (!int.TryParse(type.TrimStart('<', '>', '=', '|').AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var letters) || letters == 0)
            throw new InvalidDataException($"{path}: holds texts of no letters ('{MessageText.Visible(type)}'). Save them again with np.save.");
        var size = kind == 'U' ? (long)LetterSize * letters : letters;
        return size <= Longest ? size : throw new InvalidDataException($"{path}: holds texts of {letters} letters each ('{MessageText.Visible(type)}'), which are too long to be read. Save them as lines of a text file.");
    }

    private static SpooledTexts Read(ByteSource source, NpyHeader header, string type, long size, string? column)
    {
        var path = source.Path;
        if (header.Shape.Count == 0) throw new InvalidDataException($"{path}: holds a single text. Save a list of them, one for each row.");
        var shape = RowShape.Of(path, header.Shape);
        source.Expect(header.DataOffset + (Int128)shape.Rows * shape.Width * size, $"{shape.Rows} rows of {shape.Width} texts");
        if (column is null && shape.Width > 1) throw new InvalidDataException($"{path}: holds {shape.Width} texts a row, where one is wanted. Say which column it is: {path}:1 is the first.");
        var place = column is null ? 0 : ColumnChoice.One(path, column, null, shape.Width);
        var texts = new SpooledTexts(path);
        try
        {
            var block = new byte[Math.Max(1, shape.Width > 1 ? 1 : Math.Min(shape.Rows, BytesPerBlock / size)) * size];
            for (int row = 0, count; row < shape.Rows; row += count)
            {
                count = (int)Math.Min(block.Length / size, shape.Rows - row);
                source.Read(header.DataOffset + size * (header.Fortran ? (long)place * shape.Rows + row : (long)row * shape.Width + place), block.AsSpan(0, (int)(count * size)));
                for (var i = 0; i < count; i++) Add(texts, type, block.AsSpan((int)(i * size), (int)size), row + i);
            }
            texts.Complete();
            return texts;
        }
        catch
        {
            texts.Dispose();
            throw;
        }
    }

    private static void Add(SpooledTexts texts, string type, Span<byte> stored, int row)
    {
        var isBig = type[0] == '>';
        try
        {
            if (Kind(type) == 'U') texts.Add(Letters(stored, isBig));
            else if (Kind(type) == 'M') texts.Add(Date(isBig ? BinaryPrimitives.ReadInt64BigEndian(stored) : BinaryPrimitives.ReadInt64LittleEndian(stored), type[(type.IndexOf('M', StringComparison.Ordinal) + 2)..]));
            else if (Utf8.IsValid(stored)) texts.Add((ReadOnlySpan<byte>)stored.TrimEnd((byte)0));
            else throw new InvalidDataException("holds bytes that are no text in UTF-8. Save np.char.decode(a, its encoding)");
        }
        catch (InvalidDataException refusal) when (!refusal.Message.StartsWith(texts.Source, StringComparison.Ordinal))
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{texts.Source}, row {row + 1}: {refusal.Message}."), refusal);
        }
    }

    // What is shorter than the longest is filled up with zeros.
    private static string Letters(ReadOnlySpan<byte> stored, bool isBig)
    {
        var text = new StringBuilder();
        var zeros = 0;
        for (; stored.Length > 0; stored = stored[LetterSize..])
        {
            var letter = isBig ? BinaryPrimitives.ReadUInt32BigEndian(stored) : BinaryPrimitives.ReadUInt32LittleEndian(stored);
            if (letter == 0)
            {
                zeros++;
                continue;
            }
            text.Append('\0', zeros);
            zeros = 0;
            if (letter <= char.MaxValue && !char.IsSurrogate((char)letter)) text.Append((char)letter);
            else if (Rune.TryCreate(letter, out var rune)) text.Append(rune);
            else throw new InvalidDataException("holds what is no letter. Save it again with np.save");
        }
        return text.ToString();
    }

    // numpy's "not a time" is the least number.
    private static string Date(long count, string unit) => count == long.MinValue ? "" : unit switch
    {
        "[D]" => DateTexts.Day(count),
        "[s]" => DateTexts.Moment(count, 1),
        "[ms]" => DateTexts.Moment(count, 1_000),
        "[us]" => DateTexts.Moment(count, 1_000_000),
        "[ns]" => DateTexts.Moment(count, 1_000_000_000),
        _ => throw new InvalidDataException($"holds dates in a unit ('{MessageText.Visible(unit)}') that is not read. Save a.astype('datetime64[s]')"),
    };
}
