using System.Buffers.Binary;

namespace SparseAutoencoders.Formats;

/// <summary>Holds an Arrow message's description, or a file's footer, to its own length: no list claims more elements than there are bytes, and fields are not nested without end.</summary>
/// <remarks>The library takes memory for as many elements as a list claims, calls itself once a level, and makes a field as often as it is named: a few bytes could stand for any number.
/// All else it finds out by itself. Sources: Arrow's Message.fbs, Schema.fbs and File.fbs; FlatBuffers' "Internals".</remarks>
internal static class ArrowDescription
{
    private const int DeepestField = 50;

    // Bytes of an element: a place of another table, a node or a buffer, a block of the footer.
    private const int Reference = 4, Pair = 16, Block = 24;

    private const int Schema = 1, DictionaryBatch = 2, RecordBatch = 3;

    // A type with a list of its own: that of its kinds.
    private const int Union = 14;

    /// <exception cref="InvalidDataException">It claims more than it can hold.</exception>
    public static void Check(ReadOnlySpan<byte> bytes, bool isFooter)
    {
        if (!new Table(bytes, 0).Child(0, out var root)) throw Broken();
        root.Vector(4, Reference, out _);                        // notes
        if (isFooter)
        {
            root.Vector(2, Block, out _);
            root.Vector(3, Block, out _);
            if (root.Child(1, out var schema)) CheckSchema(schema);
        }
        else if (root.Child(2, out var header))
        {
            switch (root.Byte(1))
            {
                case Schema: CheckSchema(header); break;
                case RecordBatch: CheckBatch(header); break;
                case DictionaryBatch when header.Child(1, out var batch): CheckBatch(batch); break;
            }
        }
    }

    private static void CheckSchema(Table schema)
    {
        schema.Vector(2, Reference, out _);                      // notes
        schema.Vector(3, 2 * Reference, out _);                  // features
        var left = schema.Length / (2 * Reference);              // a field takes more bytes than that
        CheckFields(schema, 1, 0, ref left);
    }

    private static void CheckFields(Table parent, int field, int depth, ref int left)
    {
        if (depth > DeepestField) throw new InvalidDataException("its fields are nested too deeply");
        var begin = parent.Vector(field, Reference, out var count);
        for (var i = 0; i < count; i++)
        {
            if (left-- == 0) throw Broken();
            if (!parent.At(begin + i * Reference, out var child)) throw Broken();
            child.Vector(6, Reference, out _);                   // notes
            if (child.Byte(2) == Union && child.Child(3, out var kinds)) kinds.Vector(1, Reference, out _);
            CheckFields(child, 5, depth + 1, ref left);
        }
    }

    private static void CheckBatch(Table batch)
    {
        batch.Vector(1, Pair, out _);
        batch.Vector(2, Pair, out _);
        batch.Vector(4, 2 * Reference, out _);
    }

    private static InvalidDataException Broken() => new("a message claims more than it holds");

    /// <summary>A table of a FlatBuffer: before it, or behind, lies where each of its fields is.</summary>
    private readonly ref struct Table(ReadOnlySpan<byte> bytes, int at)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public int Length => _bytes.Length;

        public int Byte(int field) => Place(field) is var place and > 0 ? _bytes[place] : 0;

        /// <summary>A field that is a table.</summary>
        public bool Child(int field, out Table child)
        {
            child = default;
            return (at == 0 ? 0 : Place(field)) is var place && (at == 0 || place > 0) && At(place, out child);
        }

        /// <summary>The table that a place refers to.</summary>
        public bool At(int place, out Table child)
        {
            var to = place + (long)Unsigned(place);
            child = to < _bytes.Length - Reference ? new Table(_bytes, (int)to) : default;
            return to > 0 && to < _bytes.Length - Reference;
        }

        /// <summary>Where a field's list begins, and how many elements it has; 0 if there is none.</summary>
        public int Vector(int field, int size, out int count)
        {
            count = 0;
            if (Place(field) is not (> 0 and var place)) return 0;
            var begin = place + (long)Unsigned(place) + Reference;
            if (begin > _bytes.Length) throw Broken();
            var claimed = Unsigned((int)begin - Reference);
            if (claimed > (_bytes.Length - begin) / size) throw Broken();
            count = (int)claimed;
            return (int)begin;
        }

        // 0 if the field is not there.
        private int Place(int field)
        {
            var fields = at - (long)(int)Unsigned(at);
            if (fields < 0 || fields > _bytes.Length - Reference) throw Broken();
            var entry = 2 * sizeof(ushort) + field * sizeof(ushort);
            if (entry >= Short((int)fields)) return 0;            // of an odd size, the library takes the last entry too
            return Short((int)fields + entry) is > 0 and var offset ? at + offset < _bytes.Length ? at + offset : throw Broken() : 0;
        }

        private uint Unsigned(int place) => place <= _bytes.Length - Reference ? BinaryPrimitives.ReadUInt32LittleEndian(_bytes[place..]) : throw Broken();

        private int Short(int place) => place <= _bytes.Length - sizeof(ushort) ? BinaryPrimitives.ReadUInt16LittleEndian(_bytes[place..]) : throw Broken();
    }
}
