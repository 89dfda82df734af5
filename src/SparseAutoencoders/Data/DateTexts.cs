namespace SparseAutoencoders;

/// <summary>Dates and times as texts, as ISO 8601 writes them: <c>2024-05-01</c>, <c>2024-05-01T12:30:00.25</c>, <c>12:30:00</c>. A part of a second is written without the noughts at its end.</summary>
internal static class DateTexts
{
    private const long SecondsOfDay = 24 * 60 * 60;

    /// <summary>A day.</summary>
    /// <param name="days">Days since the first of January 1970.</param>
    /// <exception cref="InvalidDataException">It is beyond the years 1 to 9999. The message is a finding without a place.</exception>
    public static string Day(long days) => Of(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A moment.</summary>
    /// <param name="count">Parts of a second since 1970 began.</param>
    /// <param name="perSecond">How many there are in a second: 1, or a power of ten.</param>
    /// <exception cref="InvalidDataException">It is beyond the years 1 to 9999. The message is a finding without a place.</exception>
    public static string Moment(long count, long perSecond)
    {
        var days = FloorDivide(count, perSecond * SecondsOfDay, out var ofDay);
        return $"{Day(days)}T{Time(ofDay, perSecond)}";
    }

    /// <summary>A time of day.</summary>
    /// <param name="count">Parts of a second since midnight.</param>
    /// <param name="perSecond">How many there are in a second: 1, or a power of ten.</param>
    /// <exception cref="InvalidDataException">It is no time of a day. The message is a finding without a place.</exception>
    public static string Time(long count, long perSecond)
    {
        if (count < 0 || count >= perSecond * SecondsOfDay) throw new InvalidDataException("holds a time that is none of a day");
        var (seconds, part) = Math.DivRem(count, perSecond);
        var text = string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        return part == 0 ? text : $"{text}.{(perSecond + part).ToString(CultureInfo.InvariantCulture)[1..].TrimEnd('0')}";
    }

    private static DateOnly Of(long days)
    {
        var day = days + (Int128)new DateOnly(1970, 1, 1).DayNumber;
        return day >= 0 && day <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)day) : throw new InvalidDataException("holds a date beyond the years 1 to 9999");
    }

    private static long FloorDivide(long dividend, long divisor, out long remainder)
    {
        (var quotient, remainder) = Math.DivRem(dividend, divisor);
        if (remainder >= 0) return quotient;
        remainder += divisor;
        return quotient - 1;
    }
}
