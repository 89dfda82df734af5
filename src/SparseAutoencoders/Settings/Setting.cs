using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace SparseAutoencoders;

/// <summary>One property that carries a <see cref="SettingAttribute"/>: read it, write it, check it, parse it, show it.</summary>
public sealed class Setting
{
    private readonly PropertyInfo _property;
    private readonly SettingAttribute _attribute;

    private Setting(PropertyInfo property, SettingAttribute attribute) => (_property, _attribute) = (property, attribute);

    /// <summary>Name in lower case with hyphens, as the command line has it.</summary>
    public string Name => _attribute.Name;

    /// <summary>Name of the property.</summary>
    public string Property => _property.Name;

    /// <summary>Name as a JSON key: underscores for hyphens, unless files know it by another.</summary>
    public string Key => _attribute.Key ?? Name.Replace('-', '_');

    /// <summary>One line of help.</summary>
    public string Summary => _attribute.Summary;

    /// <summary>Giving it chooses what it belongs to.</summary>
    public bool Selects => _attribute.Selects;

    /// <summary>All that is said of it where it is declared.</summary>
    public SettingAttribute Declared => _attribute;

    /// <summary>Type of the value where there is one: double, int, ulong, bool, an enumeration, string, a list of strings, <see cref="ImageShape"/> or <see cref="Prefixes"/>.</summary>
    public Type Type => Nullable.GetUnderlyingType(_property.PropertyType) ?? _property.PropertyType;

    /// <summary>Values allowed, as words: "in (0, 1)", "at least 1", "sigmoid or linear"; empty where any value will do.</summary>
    public string Range
    {
        get
        {
            if (Type.IsEnum) return string.Join(" or ", Words);
            var (low, high) = (double.IsFinite(_attribute.Min) || double.IsFinite(_attribute.Above),
                double.IsFinite(_attribute.Max) || double.IsFinite(_attribute.Below));
            if (low && high)
            {
                var open = double.IsFinite(_attribute.Above) ? $"({Text(_attribute.Above)}" : $"[{Text(_attribute.Min)}";
                var close = double.IsFinite(_attribute.Below) ? $"{Text(_attribute.Below)})" : $"{Text(_attribute.Max)}]";
                return $"in {open}, {close}";
            }
            if (low) return double.IsFinite(_attribute.Above) ? $"above {Text(_attribute.Above)}" : $"at least {Text(_attribute.Min)}";
            if (high) return double.IsFinite(_attribute.Below) ? $"below {Text(_attribute.Below)}" : $"at most {Text(_attribute.Max)}";
            return "";
        }
    }

    /// <summary>The words an enumeration's value can be; empty for numbers.</summary>
    public IReadOnlyList<string> Words =>
        Type.IsEnum ? [.. Enum.GetNames(Type).Select(Hyphenated)] : [];

    /// <summary>The settings of an options type, in the order they are declared, a base type's first.</summary>
    public static IReadOnlyList<Setting> Of([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type options) =>
    [
        .. from property in options.GetProperties()
           let attribute = property.GetCustomAttribute<SettingAttribute>()
           where attribute is not null
           orderby Depth(property.DeclaringType!)
           select new Setting(property, attribute),
    ];

    /// <summary>False where the options leave this setting open: its value is null or false.</summary>
    public bool IsSet(object options) => _property.GetValue(options) is not (null or false);

    /// <summary>Value of this setting in the given options; null where they leave it open.</summary>
    public object? Get(object options) => _property.GetValue(options);

    /// <summary>It can be left open.</summary>
    internal bool MayBeOpen => Nullable.GetUnderlyingType(_property.PropertyType) is not null || Type == typeof(Prefixes);

    /// <summary>Writes a value into options that nobody else holds yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside <see cref="Range"/>.</exception>
    public void Set(object options, object value)
    {
        Check(value);
        _property.SetValue(options, value);
    }

    /// <summary>Throws if a value is outside <see cref="Range"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside <see cref="Range"/>.</exception>
    public void Check(object value)
    {
        var inside = value switch
        {
            bool or string or not IConvertible => true,
            Enum word => Enum.IsDefined(Type, word),
            _ => Convert.ToDouble(value, CultureInfo.InvariantCulture) is var x && double.IsFinite(x)
                && x >= _attribute.Min && x <= _attribute.Max && x > _attribute.Above && x < _attribute.Below,
        };
        if (!inside)
            throw new ArgumentOutOfRangeException(Property, $"`{Property}`: {Show(value)} is not allowed. Give {(Type.IsEnum ? string.Join(" or ", Enum.GetNames(Type).Select(word => $"`{Type.Name}.{word}`")) : $"a value {Range}")}.");
    }

    /// <summary>Throws if a setting of the given options is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its <see cref="Range"/>.</exception>
    public static void CheckAll(object options, IEnumerable<Setting> settings)
    {
        foreach (var setting in settings)
            if (setting.Get(options) is { } value) setting.Check(value);
    }

    /// <summary>Reads a value from text as the command line and model files hold it.</summary>
    /// <returns>False if the text is no value of this setting's type; its range is not looked at.</returns>
    public bool TryParse(string text, [NotNullWhen(true)] out object? value)
    {
        value = null;
        if (Type == typeof(double) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) value = number;
        else if (Type == typeof(int) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) value = whole;
        else if (Type == typeof(ulong) && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)) value = seed;
        else if (Type == typeof(bool) && bool.TryParse(text, out var flag)) value = flag;
        else if (Type == typeof(string) && text.Length > 0) value = text;
        else if (Type == typeof(IReadOnlyList<string>) && text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words) value = words;
        else if (Type == typeof(ImageShape) && ImageShape.TryParse(text, out var shape)) value = shape;
        else if (Type == typeof(Prefixes) && Prefixes.TryParse(text, out var prefixes)) value = prefixes;
        else if (Type.IsEnum && Words.ToList().IndexOf(text) is >= 0 and var index) value = Enum.GetValuesAsUnderlyingType(Type).GetValue(index) is { } raw ? Enum.ToObject(Type, raw) : null;
        return value is not null;
    }

    /// <summary>A value as text: the inverse of <see cref="TryParse"/>.</summary>
    public static string Show(object value) => value switch
    {
        Enum word => Hyphenated(word.ToString()),
        bool flag => flag ? "true" : "false",
        double number => Text(number),
        IReadOnlyList<string> words => string.Join(',', words),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Text(double number) =>
        number is not 0 && Math.Abs(number) < 1e-3 && Math.Abs(number) >= 1e-10
            ? ((decimal)number).ToString(CultureInfo.InvariantCulture) is var plain && double.Parse(plain, CultureInfo.InvariantCulture) == number
                ? plain : number.ToString("R", CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);

    private static string Hyphenated(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    private static int Depth(Type type) => type.BaseType is { } parent ? 1 + Depth(parent) : 0;
}
