namespace SparseAutoencoders.Formats;

/// <summary>What a stored value of a Parquet file stands for.</summary>
internal enum ParquetMeaning
{
    /// <summary>Itself: nothing is said.</summary>
    Plain,
    Integer,
    Decimal,
    Float16,
    Text,
    Moment,
    Bytes,
    Nothing,
    List,

    /// <summary>Something else, or something that came later.</summary>
    Other,
}

/// <summary>Reads what a value stands for: older files say it by a number, newer ones by a struct.</summary>
internal static class ParquetMeanings
{
    /// <summary>By the older number.</summary>
    /// <param name="number">It.</param>
    /// <param name="bits">Set for whole numbers: their size.</param>
    /// <param name="unsigned">Set for whole numbers: whether they are never below 0.</param>
    public static ParquetMeaning OfConverted(long number, ref int bits, ref bool unsigned)
    {
        switch (number)
        {
            case 0 or 4 or 19: return ParquetMeaning.Text;                  // UTF-8, ENUM, JSON
            case 3: return ParquetMeaning.List;
            case 5: return ParquetMeaning.Decimal;
            case >= 6 and <= 10 or 21: return ParquetMeaning.Moment;        // DATE, TIME, TIMESTAMP, INTERVAL
            case >= 11 and <= 18:                                           // UINT_8 to UINT_64, INT_8 to INT_64
                (bits, unsigned) = (8 << (int)((number - 11) % 4), number < 15);
                return ParquetMeaning.Integer;
            case 20: return ParquetMeaning.Bytes;                           // BSON
            default: return ParquetMeaning.Other;
        }
    }

    /// <summary>By the newer struct, of which one field is set.</summary>
    /// <param name="reader">At the struct.</param>
    /// <param name="scale">Set for decimals: digits behind the point.</param>
    /// <param name="bits">Set for whole numbers: their size.</param>
    /// <param name="unsigned">Set for whole numbers: whether they are never below 0.</param>
    public static ParquetMeaning OfLogical(ref ThriftReader reader, ref int scale, ref int bits, ref bool unsigned)
    {
        var meaning = ParquetMeaning.Other;
        for (var field = 0; reader.Next(ref field, out var kind);)
        {
            meaning = field switch
            {
                1 or 4 or 12 => ParquetMeaning.Text,
                3 => ParquetMeaning.List,
                5 => ParquetMeaning.Decimal,
                6 or 7 or 8 or 9 => ParquetMeaning.Moment,
                10 => ParquetMeaning.Integer,
                11 => ParquetMeaning.Nothing,
                13 or 14 => ParquetMeaning.Bytes,
                15 => ParquetMeaning.Float16,
                _ => ParquetMeaning.Other,
            };
            if (kind != ThriftReader.Kind.Struct) throw new InvalidDataException("a column's type is not one");
            for (var inner = 0; reader.Next(ref inner, out var value);)
            {
                if (field == 5 && inner == 1 && value == ThriftReader.Kind.Int32) scale = reader.Int32();
                else if (field == 10 && inner == 1 && value == ThriftReader.Kind.Byte) bits = reader.Int8();
                else if (field == 10 && inner == 2) unsigned = value == ThriftReader.Kind.False;
                else reader.Skip(value);
            }
        }
        return meaning;
    }
}
