-- customer_relationship as a person would write it for DuckDB: the same columns, unknown facts included.
-- Values are not looked at: what is no level counts as unknown here.
with points as (
  select
    *,
    case activity_space when 'work' then 0 when 'social' then 1 when 'private' then 2 end as interaction,
    case info_quality when 'public' then 0 when 'effective' then 1 when 'private_passive' then 2
      when 'private_active' then 3 end as information,
    case coach_level when 'none' then 0 when 'give_info' then 1 when 'guide_action' then 2
      when 'action_commit' then 3 when 'strong_recommend' then 4 end as coaching,
    case when price_primary then 0 when not price_primary then 1 end as price,
    case designer_spec when 'none' then 0 when 'multi_brand' then 1 when 'param_model' then 2
      when 'sole_brand' then 3 end as specification
  from source
),
totals as (
  select
    *,
    coalesce(interaction, 0) + coalesce(information, 0) + coalesce(coaching, 0) + coalesce(price, 0)
      + coalesce(specification, 0) as low,
    coalesce(interaction, 2) + coalesce(information, 3) + coalesce(coaching, 4) + coalesce(price, 1)
      + coalesce(specification, 3) as high
  from points
),
grades as (
  select
    *,
    case when low >= 10 then 3 when low >= 6 then 2 when low >= 3 then 1 else 0 end as worst,
    case when high >= 10 then 3 when high >= 6 then 2 when high >= 3 then 1 else 0 end as best,
    case worst when 0 then 'cold' when 1 then 'early' when 2 then 'developing' else 'strong' end
      as lowest
  from totals
)
select
  account,
  case when low = high then low end as total,
  low as total_low,
  high as total_high,
  interaction,
  information,
  coaching,
  price,
  specification,
  case when worst = best then lowest end as relationship,
  case when worst = best then lowest else
    substring(
      case when worst <= 0 then '; cold' else '' end
      || case when worst <= 1 and best >= 1 then '; early' else '' end
      || case when worst <= 2 and best >= 2 then '; developing' else '' end
      || case when best >= 3 then '; strong' else '' end,
      3
    )
  end as relationship_possible,
  case
    when coaching >= 3 and price = 0 then 'undercut'
    when coaching < 3 or price = 1 then ''
    else 'undercut (possible)'
  end as alerts,
  substring(
    case
      when coaching >= 3 and price = 1 then '; ask_for_the_order'
      when coaching < 3 or price = 0 then ''
      else '; ask_for_the_order (possible)'
    end
    || case when price = 0 then '; show_your_worth' when price = 1 then ''
      else '; show_your_worth (possible)' end,
    3
  ) as advice,
  substring(
    case when activity_space is null then '; activity_space' else '' end
    || case when info_quality is null then '; info_quality' else '' end
    || case when coach_level is null then '; coach_level' else '' end
    || case when price_primary is null then '; price_primary' else '' end
    || case when designer_spec is null then '; designer_spec' else '' end,
    3
  ) as unknown
from grades
