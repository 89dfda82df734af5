using System.Buffers.Binary;
using ParquetSharp;
using Kind = SparseAutoencoders.Formats.ThriftReader.Kind;

namespace SparseAutoencoders.Formats;

/// <summary>A node of a file's schema: a column's numbers, or what holds others.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">How a value is stored; null for a node that holds others.</param>
/// <param name="Width">Bytes of a value of fixed length.</param>
/// <param name="Repetition">0: once, 1: once or not at all, 2: any number of times.</param>
/// <param name="Children">Nodes below it.</param>
/// <param name="Meaning">What a value stands for.</param>
/// <param name="Scale">Decimals and times: digits behind the point.</param>
/// <param name="Bits">Whole numbers: their size; 0 if nothing is said.</param>
/// <param name="Unsigned">Whole numbers: never below 0.</param>
internal readonly record struct ParquetNode(string Name, PhysicalType? Type, int Width, int Repetition, int Children, ParquetMeaning Meaning, int Scale, int Bits, bool Unsigned);

/// <summary>A column's part in a row group.</summary>
/// <param name="Codec">How its pages are packed, by its number.</param>
/// <param name="Start">Where its first page begins.</param>
/// <param name="Length">Bytes of all its pages.</param>
/// <param name="Values">How many values it claims to hold, missing ones too.</param>
/// <param name="Encrypted">It can only be read with a key.</param>
/// <param name="Elsewhere">It lies in another file.</param>
internal readonly record struct ParquetChunk(int Codec, long Start, long Length, long Values, bool Encrypted, bool Elsewhere);

/// <summary>Some rows of a file.</summary>
/// <param name="Rows">How many it claims to hold.</param>
/// <param name="Chunks">A part for each column of the schema that has no others below it.</param>
internal sealed record ParquetGroup(long Rows, ParquetChunk[] Chunks);

/// <summary>What a Parquet file says about itself at its end.</summary>
/// <remarks>It is read here before the native library sees it: what is read there costs memory for each element that a list claims, and stack for each level
/// of the schema. Here a list's elements must all be there, with the fields that they cannot be without.</remarks>
/// <param name="Nodes">The schema, each node followed by those below it; the first is the root.</param>
/// <param name="Groups">The row groups.</param>
/// <param name="Pandas">What pandas noted; null if it did not write the file.</param>
/// <param name="Width">What <see cref="ParquetLists"/> noted; null if it did not write the file.</param>
internal sealed record ParquetFooter(ParquetNode[] Nodes, IReadOnlyList<ParquetGroup> Groups, string? Pandas, string? Width)
{
    private const int TailLength = 8, DeepestNode = 50;

    // Bytes of the shortest elements that have what they cannot be without.
    private const int LeastNode = 4, LeastGroup = 7, LeastChunk = 4;

    /// <summary>Reads it.</summary>
    /// <exception cref="IOException">It ends too early.</exception>
    /// <exception cref="InvalidDataException">It is no footer, or is encrypted.</exception>
    public static ParquetFooter Read(string path, Stream file)
    {
        Span<byte> tail = stackalloc byte[TailLength];
        if (file.Length < TailLength + 4) throw new InvalidDataException("it is too short");
        file.Position = file.Length - TailLength;
        file.ReadExactly(tail);
        if (tail.EndsWith("PARE"u8)) throw new InvalidDataException($"{path}: is an encrypted Parquet file. Decrypt it first: read it where its keys are, and save it without encryption.");
        if (!tail.EndsWith("PAR1"u8)) throw new InvalidDataException("its end mark is missing");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (length > file.Length - TailLength - 4) throw new InvalidDataException("its footer is longer than the file");
        var bytes = new byte[length];
        file.Position = file.Length - TailLength - length;
        file.ReadExactly(bytes);
        return Parse(new ThriftReader(bytes));
    }

    private static ParquetFooter Parse(ThriftReader reader)
    {
        var (nodes, groups, pandas, width) = (new List<ParquetNode>(), new List<ParquetGroup>(), (string?)null, (string?)null);
        for (var field = 0; reader.Next(ref field, out var kind);)
        {
            if (field == 2) for (var left = Elements(ref reader, kind, LeastNode); left > 0; left--) nodes.Add(Node(ref reader));
            else if (field == 4) for (var left = Elements(ref reader, kind, LeastGroup); left > 0; left--) groups.Add(Group(ref reader));
            else if (field == 5) for (var left = Elements(ref reader, kind, 1); left > 0; left--) Note(ref reader, ref pandas, ref width);
            else reader.Skip(kind);
        }
        CheckTree(nodes);
        var leaves = nodes.Count(node => node.Type is not null);
        if (groups.Find(group => group.Chunks.Length != leaves) is not null) throw new InvalidDataException("its row groups do not have the schema's columns");
        return new ParquetFooter([.. nodes], groups, pandas, width);
    }

    private static int Elements(ref ThriftReader reader, Kind kind, int least) =>
        kind == Kind.List && reader.List(out var element, least) is var count && (count == 0 || element == Kind.Struct) ? count : throw new InvalidDataException("its footer is not one");

    private static ParquetNode Node(ref ThriftReader reader)
    {
        var (type, width, repetition, children, scale) = ((PhysicalType?)null, 0, 0, 0, 0);
        string? name = null;
        var (converted, logical) = (ParquetMeaning.Plain, ParquetMeaning.Plain);
        var (bits, unsigned) = (0, false);
        for (var field = 0; reader.Next(ref field, out var kind);)
        {
            switch (field)
            {
                case 1 when kind == Kind.Int32: type = (PhysicalType)reader.Int32(); break;
                case 2 when kind == Kind.Int32: width = reader.Int32(); break;
                case 3 when kind == Kind.Int32: repetition = reader.Int32(); break;
                case 4 when kind == Kind.Binary: name = reader.Text(); break;
                case 5 when kind == Kind.Int32: children = reader.Int32(); break;
                case 6 when kind == Kind.Int32: converted = ParquetMeanings.OfConverted(reader.Int32(), ref scale, ref bits, ref unsigned); break;
                case 7 when kind == Kind.Int32: scale = reader.Int32(); break;
                case 10 when kind == Kind.Struct: logical = ParquetMeanings.OfLogical(ref reader, ref scale, ref bits, ref unsigned); break;
                default: reader.Skip(kind); break;
            }
        }
        if (name is null || children < 0 || repetition is < 0 or > 2 || type is < 0 or > PhysicalType.FixedLenByteArray) throw new InvalidDataException("its schema is not one");
        return new ParquetNode(name, children > 0 ? null : type, width, repetition, children, logical != ParquetMeaning.Plain ? logical : converted, scale, bits, unsigned);
    }

    private static ParquetGroup Group(ref ThriftReader reader)
    {
        var (rows, chunks) = (-1L, (ParquetChunk[]?)null);
        for (var field = 0; reader.Next(ref field, out var kind);)
        {
            if (field == 1)
            {
                chunks = new ParquetChunk[Elements(ref reader, kind, LeastChunk)];
                for (var i = 0; i < chunks.Length; i++) chunks[i] = Chunk(ref reader);
            }
            else if (field == 3 && kind == Kind.Int64) rows = reader.Integer();
            else reader.Skip(kind);
        }
        return rows >= 0 && chunks is not null ? new ParquetGroup(rows, chunks) : throw new InvalidDataException("a row group is without rows or columns");
    }

    private static ParquetChunk Chunk(ref ThriftReader reader)
    {
        var (chunk, encrypted, elsewhere) = ((ParquetChunk?)null, false, false);
        for (var field = 0; reader.Next(ref field, out var kind);)
        {
            if (field == 1 && kind == Kind.Binary) elsewhere = reader.Binary().Length > 0;
            else if (field == 3 && kind == Kind.Struct) chunk = Described(ref reader);
            else
            {
                encrypted |= field is 8 or 9;
                reader.Skip(kind);
            }
        }
        if (chunk is null && !encrypted) throw new InvalidDataException("a column of a row group is not described");
        return (chunk ?? default) with { Encrypted = encrypted, Elsewhere = elsewhere };
    }

    private static ParquetChunk Described(ref ThriftReader reader)
    {
        var (codec, values, length, data, dictionary) = (-1, -1L, -1L, -1L, 0L);
        for (var field = 0; reader.Next(ref field, out var kind);)
        {
            switch (field)
            {
                case 4 when kind == Kind.Int32: codec = reader.Int32(); break;
                case 5 when kind == Kind.Int64: values = reader.Integer(); break;
                case 7 when kind == Kind.Int64: length = reader.Integer(); break;
                case 9 when kind == Kind.Int64: data = reader.Integer(); break;
                case 11 when kind == Kind.Int64: dictionary = reader.Integer(); break;
                default: reader.Skip(kind); break;
            }
        }
        if (codec < 0 || values < 0 || length < 0 || data < 0) throw new InvalidDataException("a column of a row group is not described in full");
        return new ParquetChunk(codec, dictionary > 0 && dictionary < data ? dictionary : data, length, values, false, false);
    }

    private static void Note(ref ThriftReader reader, ref string? pandas, ref string? width)
    {
        ReadOnlySpan<byte> key = [];
        for (var field = 0; reader.Next(ref field, out var kind);)
        {
            if (field == 1 && kind == Kind.Binary) key = reader.Binary();
            else if (field == 2 && kind == Kind.Binary && key.SequenceEqual("pandas"u8)) pandas = reader.Text();
            else if (field == 2 && kind == Kind.Binary && key.SequenceEqual(ParquetLists.WidthNote)) width = reader.Text();
            else reader.Skip(kind);
        }
    }

    // The root holds all others, and no node is deeper than any that people have: the native library calls itself once a level.
    private static void CheckTree(List<ParquetNode> nodes)
    {
        var open = new Stack<int>();
        foreach (var node in nodes)
        {
            if (open.Count > DeepestNode) throw new InvalidDataException("its schema is nested too deeply");
            if (open.Count > 0) open.Push(open.Pop() - 1);
            open.Push(node.Children);
            while (open.Count > 1 && open.Peek() == 0) open.Pop();
        }
        if (open.Count != 1 || open.Peek() != 0 || nodes[0].Type is not null) throw new InvalidDataException("its schema is not complete");
    }
}
