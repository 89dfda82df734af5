using System.Globalization;
using ParquetSharp;
using Kind = SparseAutoencoders.Formats.ThriftReader.Kind;

namespace SparseAutoencoders.Formats;

/// <summary>Goes through the pages of a column's part before the native library unpacks them, and holds what each claims to the file.</summary>
/// <remarks>That library asks for as much memory as a page's header says, and unpacks to it.</remarks>
internal static class ParquetPages
{
    // A page that writers make is 1 MB; some make one of all rows. Runs of equal values pack well, so there is a least.
    private const long MostUnpacked = 1 << 26, MostUnpackedPerByte = 1024;

    // Values whose bytes are said by their lengths take memory by their number, and by their number times the longest.
    private const long MostOfLengths = 1 << 20, MostOfLengthsPerByte = 8, MostBytesOfBatch = 1 << 26;

    private const int UsualHeader = 256, LongestHeader = 1 << 16;

    // Old writers left the header of a dictionary's page out of a part's length.
    private const int Forgotten = 100;

    private const int DataPage = 0, DictionaryPage = 2, DataPageV2 = 3;

    /// <summary>Checks all pages of a part.</summary>
    /// <param name="file">The file; its place is changed.</param>
    /// <param name="chunk">The part.</param>
    /// <param name="node">The column.</param>
    /// <param name="batch">How many values are to be read at a time.</param>
    /// <returns>How many values can be read at a time, and how many pages hold none.</returns>
    /// <exception cref="InvalidDataException">The pages are not what the file says. The message is a finding without a place.</exception>
    /// <exception cref="NotSupportedException">A page is not read: what it claims or how it is encoded. The message is finding and way out, without an end.</exception>
    public static (int Batch, int Empty) Check(Stream file, ParquetChunk chunk, ParquetNode node, int batch)
    {
        if (chunk.Start > file.Length || chunk.Length > file.Length - chunk.Start) throw new InvalidDataException("its part of a row group is longer than the file");
        var (at, end, seen, empty) = (chunk.Start, Math.Min(file.Length, chunk.Start + chunk.Length + Forgotten), 0L, 0);
        while (seen < chunk.Values && at < end)
        {
            var page = Header(file, at, end);
            at += page.HeaderLength + page.Packed;
            if (page.Packed < 0 || page.Unpacked < 0 || page.Values < 0 || at > end) throw new InvalidDataException("a page is longer than the column's part of the file");
            if (page.Unpacked > Math.Max(MostUnpacked, MostUnpackedPerByte * page.Packed))
                throw new NotSupportedException($"has a page of {page.Packed} bytes that claims to unpack to {page.Unpacked}, which is not read. Save it with smaller pages");
            if (page.Type == DictionaryPage && page.Values * Size(node) > page.Unpacked) throw new InvalidDataException($"a dictionary of {page.Unpacked} bytes claims {page.Values} values");
            if (page.Type is not (DataPage or DataPageV2)) continue;
            seen += page.Values;
            if (page.Values == 0) empty++;
            batch = Math.Min(batch, Batch(page, node, batch));
        }
        return (batch, empty);
    }

    private static int Batch(Page page, ParquetNode node, int batch)
    {
        switch ((Encoding)page.Encoding)
        {
            case Encoding.Plain or Encoding.PlainDictionary or Encoding.RleDictionary or Encoding.DeltaBinaryPacked or Encoding.ByteStreamSplit:
            case Encoding.Rle when node.Type == PhysicalType.Boolean:
                return batch;
            case Encoding.DeltaLengthByteArray or Encoding.DeltaByteArray:
                if (page.Values > Math.Max(MostOfLengths, MostOfLengthsPerByte * page.Unpacked)) throw new NotSupportedException($"has a page of {page.Unpacked} bytes that claims {page.Values} values, which is not read. Save it with smaller pages");
                return (int)Math.Max(1, MostBytesOfBatch / Math.Max(1, page.Unpacked));
            case var other:
                throw new NotSupportedException($"is encoded as {(Enum.IsDefined(other) ? other.ToString() : "number " + page.Encoding.ToString(CultureInfo.InvariantCulture))}, which is not read. Save it with another encoding");
        }
    }

    // Bytes of a value in a dictionary, at least.
    private static int Size(ParquetNode node) => node.Type switch
    {
        PhysicalType.Int64 or PhysicalType.Double => 8,
        PhysicalType.FixedLenByteArray => Math.Max(1, node.Width),
        _ => 4,
    };

    private static Page Header(Stream file, long at, long end)
    {
        Span<byte> few = stackalloc byte[(int)Math.Min(UsualHeader, end - at)];
        file.Position = at;
        file.ReadExactly(few);
        try
        {
            return Parse(new ThriftReader(few));
        }
        catch (EndOfStreamException) when (few.Length < end - at)
        {
            var more = new byte[Math.Min(LongestHeader, end - at)];
            file.Position = at;
            file.ReadExactly(more);
            return Parse(new ThriftReader(more));
        }
    }

    private static Page Parse(ThriftReader reader)
    {
        var (type, unpacked, packed, values, encoding) = (-1, -1L, -1L, 0L, -1);
        for (var field = 0; reader.Next(ref field, out var kind);)
        {
            if (field == 1 && kind == Kind.Int32) type = reader.Int32();
            else if (field == 2 && kind == Kind.Int32) unpacked = reader.Int32();
            else if (field == 3 && kind == Kind.Int32) packed = reader.Int32();
            else if (field is 5 or 7 or 8 && kind == Kind.Struct)
            {
                // The headers of all three kinds begin with the number of values; the encoding is the second field, or a version 2 page's fourth.
                for (var inner = 0; reader.Next(ref inner, out var value);)
                {
                    if (inner == 1 && value == Kind.Int32) values = reader.Int32();
                    else if (inner == (field == 8 ? 4 : 2) && value == Kind.Int32) encoding = reader.Int32();
                    else reader.Skip(value);
                }
            }
            else reader.Skip(kind);
        }
        return new Page(type, reader.Position, unpacked, packed, values, encoding);
    }

    private readonly record struct Page(int Type, int HeaderLength, long Unpacked, long Packed, long Values, int Encoding);
}
