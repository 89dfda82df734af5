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
    Date,
    Time,

    /// <summary>A date and a time.</summary>
    Moment,

    /// <summary>A stretch of time.</summary>
    Span,
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
    /// <param name="scale">Set for times: digits behind the point of a second.</param>
    /// <param name="bits">Set for whole numbers: their size.</param>
    /// <param name="unsigned">Set for whole numbers: whether they are never below 0.</param>
    public static ParquetMeaning OfConverted(long number, ref int scale, ref int bits, ref bool unsigned)
    {
        switch (number)
        {
            case 0 or 4 or 19: return ParquetMeaning.Text;                  // UTF-8, ENUM, JSON
            case 3: return ParquetMeaning.List;
            case 5: return ParquetMeaning.Decimal;
            case 6: return ParquetMeaning.Date;
            case >= 7 and <= 10:                                            // TIME and TIMESTAMP, each in thousandths and millionths
                scale = number % 2 == 1 ? 3 : 6;
                return number < 9 ? ParquetMeaning.Time : ParquetMeaning.Moment;
            case 21: return ParquetMeaning.Span;
            case >= 11 and <= 18:                                           // UINT_8 to UINT_64, INT_8 to INT_64
                (bits, unsigned) = (8 << (int)((number - 11) % 4), number < 15);
                return ParquetMeaning.Integer;
            case 20: return ParquetMeaning.Bytes;                           // BSON
            default: return ParquetMeaning.Other;
        }
    }

    /// <summary>By the newer struct, of which one field is set.</summary>
    /// <param name="reader">At the struct.</param>
    /// <param name="scale">Set for decimals and times: digits behind the point.</param>
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
                6 => ParquetMeaning.Date,
                7 => ParquetMeaning.Time,
                8 => ParquetMeaning.Moment,
                9 => ParquetMeaning.Span,
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
                else if (field is 7 or 8 && inner == 2 && value == ThriftReader.Kind.Struct) scale = Digits(ref reader);
                else reader.Skip(value);
            }
        }
        return meaning;
    }

    // Of a unit one field is set: thousandths, millionths or thousand-millionths.
    private static int Digits(ref ThriftReader reader)
    {
        var digits = 0;
        for (var field = 0; reader.Next(ref field, out var kind);)
        {
            digits = 3 * field;
            reader.Skip(kind);
        }
        return digits;
    }
}
