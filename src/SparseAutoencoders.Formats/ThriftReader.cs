using System.Text;

namespace SparseAutoencoders.Formats;

/// <summary>Reads Thrift's compact protocol, in which Parquet keeps what it says about itself.</summary>
/// <remarks>Counts and lengths are held to the bytes that are left, so that what is read costs memory in proportion to them.</remarks>
/// <param name="bytes">What is read.</param>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private const int DeepestStruct = 64;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>A value's type, as the protocol numbers them.</summary>
    public enum Kind : byte
    {
        Stop,
        True,
        False,
        Byte,
        Int16,
        Int32,
        Int64,
        Double,
        Binary,
        List,
        Set,
        Map,
        Struct,
        Uuid,
    }

    /// <summary>Bytes that were read.</summary>
    public int Position { get; private set; }

    /// <summary>Goes on to the next field of a struct.</summary>
    /// <param name="field">The number of the field before, 0 at first; becomes that of this one, which is higher: no field comes twice.</param>
    /// <param name="kind">What it holds. A truth value is said by its kind alone.</param>
    /// <returns>False at the struct's end.</returns>
    public bool Next(ref int field, out Kind kind)
    {
        var head = Byte();
        kind = KindOf(head & 15);
        if (kind == Kind.Stop) return false;
        var before = field;
        field = head >> 4 is not 0 and var step ? field + step : Int32();
        return field > before ? true : throw new InvalidDataException("its fields are not in order");
    }

    /// <summary>A whole number of any size.</summary>
    public long Integer()
    {
        var word = Unsigned();
        return (long)(word >> 1) ^ -(long)(word & 1);
    }

    /// <summary>A whole number of 32 bits.</summary>
    public int Int32() => Integer() is >= int.MinValue and <= int.MaxValue and var number ? (int)number : throw new InvalidDataException("it holds a number of more than 32 bits");

    /// <summary>A whole number of one byte.</summary>
    public int Int8() => (sbyte)Byte();

    /// <summary>Text, or bytes of any kind.</summary>
    public ReadOnlySpan<byte> Binary() => Take(Unsigned());

    /// <summary>Text.</summary>
    public string Text() => Encoding.UTF8.GetString(Binary());

    /// <summary>Begins a list, whose elements follow.</summary>
    /// <param name="kind">What they are.</param>
    /// <param name="least">Bytes that an element takes at least.</param>
    /// <returns>How many there are.</returns>
    public int List(out Kind kind, int least = 1)
    {
        var head = Byte();
        kind = KindOf(head & 15);
        var count = head >> 4 is not 15 and var few ? (ulong)few : Unsigned();
        return count <= (ulong)((_bytes.Length - Position) / least) ? (int)count : throw TooShort();
    }

    /// <summary>Passes over a field's value.</summary>
    public void Skip(Kind kind) => Skip(kind, inList: false, 0);

    private void Skip(Kind kind, bool inList, int depth)
    {
        if (depth > DeepestStruct) throw new InvalidDataException("it is nested too deeply");
        switch (kind)
        {
            case Kind.True or Kind.False:
                if (inList) Take(1);
                break;
            case Kind.Byte: Take(1); break;
            case Kind.Int16 or Kind.Int32 or Kind.Int64: Unsigned(); break;
            case Kind.Double: Take(8); break;
            case Kind.Uuid: Take(16); break;
            case Kind.Binary: Binary(); break;
            case Kind.List or Kind.Set:
                for (var left = List(out var element); left > 0; left--) Skip(element, inList: true, depth + 1);
                break;
            case Kind.Map:
                var count = Unsigned();
                var kinds = count == 0 ? 0 : Byte();
                for (; count > 0; count--)
                {
                    Skip(KindOf(kinds >> 4), inList: true, depth + 1);
                    Skip(KindOf(kinds & 15), inList: true, depth + 1);
                }
                break;
            default:
                for (var field = 0; Next(ref field, out var inner);) Skip(inner, inList: false, depth + 1);
                break;
        }
    }

    private static Kind KindOf(int bits) => bits <= (int)Kind.Uuid ? (Kind)bits : throw new InvalidDataException($"it holds values of a type {bits}");

    private ulong Unsigned()
    {
        for (var (word, shift) = (0UL, 0); shift < 64; shift += 7)
        {
            var next = Byte();
            word |= (ulong)(next & 127) << shift;
            if (next < 128) return word;
        }
        throw new InvalidDataException("it holds a number of more than 64 bits");
    }

    private byte Byte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(_bytes.Length - Position)) throw TooShort();
        Position += (int)count;
        return _bytes.Slice(Position - (int)count, (int)count);
    }

    private static EndOfStreamException TooShort() => new("it ends too early");
}
